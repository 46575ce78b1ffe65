package dev.glossa.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.udf.task.Stages;
import org.junit.jupiter.api.Test;

class TestJobStages {

  @Test
  void everyStageIsAJobInTheOrderOfThePipeline() {
    assertThat(JobStages.all().stream().map(JobStage::stage))
        .containsExactlyElementsOf(Stages.all());
    assertThat(JobStages.all())
        .allSatisfy(stage -> assertThat(stage.description()).endsWith("."))
        .extracting(JobStage::chapter)
        .doesNotHaveDuplicates();
  }
}
