package dev.glossa.udf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms, and who may know which library. */
@AnalyzeClasses(packages = "dev.glossa.udf", importOptions = ImportOption.DoNotIncludeTests.class)
class TestArchitecture {

  @ArchTest
  static final ArchRule ARROWS_RUN_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("spark")
          .definedBy("dev.glossa.udf.spark..")
          .layer("task")
          .definedBy("dev.glossa.udf.task..")
          .layer("text")
          .definedBy("dev.glossa.udf.text..")
          .layer("chat")
          .definedBy("dev.glossa.udf.chat..")
          .layer("batch")
          .definedBy("dev.glossa.udf.batch..")
          .layer("engine")
          .definedBy("dev.glossa.udf.engine..")
          .layer("decode")
          .definedBy("dev.glossa.udf.decode..")
          .layer("schema")
          .definedBy("dev.glossa.udf.schema..")
          .layer("model")
          .definedBy("dev.glossa.udf.model..")
          .layer("table")
          .definedBy("dev.glossa.udf.table..")
          .layer("failure")
          .definedBy("dev.glossa.udf.failure..")
          .whereLayer("failure")
          .mayOnlyBeAccessedByLayers("spark", "task", "text", "chat", "engine")
          .whereLayer("spark")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("task")
          .mayOnlyBeAccessedByLayers("spark")
          .whereLayer("table")
          .mayOnlyBeAccessedByLayers("task", "spark")
          .whereLayer("text")
          .mayOnlyBeAccessedByLayers("task", "spark")
          .whereLayer("chat")
          .mayOnlyBeAccessedByLayers("task", "text")
          .whereLayer("batch")
          .mayOnlyBeAccessedByLayers("task")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("task", "spark")
          .whereLayer("decode")
          .mayOnlyBeAccessedByLayers("task", "engine", "schema")
          .whereLayer("schema")
          .mayOnlyBeAccessedByLayers("task", "spark")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("task", "spark", "text", "engine", "decode");

  @ArchTest
  static final ArchRule ONLY_ENGINE_KNOWS_PYTORCH =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.glossa.udf.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.ndarray..", "ai.djl.engine..");

  @ArchTest
  static final ArchRule ONLY_TEXT_KNOWS_TOKENIZERS_AND_SPARK_NLP =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.glossa.udf.text..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl.huggingface..", "com.johnsnowlabs..", "com.ibm.icu..");

  @ArchTest
  static final ArchRule ONLY_SCHEMA_KNOWS_LUCENE =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.glossa.udf.schema..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.lucene..");

  @ArchTest
  static final ArchRule ONLY_SPARK_KNOWS_SPARK =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.glossa.udf.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule ONLY_THE_HUBS_ROOM_OPENS_CONNECTIONS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.glossa.udf.model.hub..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "dev.glossa.udf.model.hub..");
}
