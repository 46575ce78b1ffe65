<#-- One line for each library in the jar: licences as its own POM names them, name, coordinates. -->
What glossa.jar bundles, beside Glossa's own classes, with the licences that each library declares.
Spark, Scala and Hadoop are not in it: the cluster, or jobs/target/spark, brings them.
The native libraries inside pytorch-native-cpu and tokenizers have notices of their own in those jars.

<#list dependencyMap as e>
  <#assign project = e.getKey()/>
  <#assign licences = e.getValue()/>
${project.groupId}:${project.artifactId}:${project.version}  (<#list licences as licence>${licence}<#sep>; </#sep></#list>)  ${project.url!""}
</#list>
