package dev.glossa.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Jobs use the functions of {@code udf}, never the other way round, and no tensor library. */
@AnalyzeClasses(packages = "dev.glossa", importOptions = ImportOption.DoNotIncludeTests.class)
class TestArchitecture {

  @ArchTest
  static final ArchRule UDF_KNOWS_NO_JOBS =
      noClasses()
          .that()
          .resideInAPackage("dev.glossa.udf..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.glossa.jobs..");

  @ArchTest
  static final ArchRule JOBS_KNOW_NO_TENSORS =
      noClasses()
          .that()
          .resideInAPackage("dev.glossa.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "com.johnsnowlabs..", "com.ibm.icu..");

  @ArchTest
  static final ArchRule ROOMS_DO_NOT_KNOW_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.glossa.jobs.config..",
              "dev.glossa.jobs.corpus..",
              "dev.glossa.jobs.path..",
              "dev.glossa.jobs.table..",
              "dev.glossa.jobs.run..",
              "dev.glossa.jobs.plan..",
              "dev.glossa.jobs.view..",
              "dev.glossa.jobs.report..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.glossa.jobs");
}
