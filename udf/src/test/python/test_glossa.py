"""The package against the functions of SQL, in a Spark of PySpark's own."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import glossa
from glossa import functions, ml
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.clustering import KMeans

ROOT = Path(os.environ["GLOSSA_ROOT"])
JAR = ROOT / "jobs/target/glossa.jar"
SMALL = ROOT / "udf/src/test/resources/dev/glossa/udf/hub"
SETTINGS = {
    "spark.master": "local[2]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.glossa.models.nli.path": str(SMALL / "bart-classify"),
    "spark.glossa.models.ner.path": str(SMALL / "modernbert-tokens"),
    "spark.glossa.classify.model": "nli",
    "spark.glossa.entities.model": "ner",
    "spark.glossa.ask.model": "gpt2-mini",
    "spark.glossa.ask.every_question.max_new_tokens": "4",
}


def mails(spark):
    return spark.createDataFrame(
        [
            (1, "Two of the five boats were back by noon.", 1.0),
            (2, "The keeper of the light wrote down the height of the waves.", 0.0),
            (3, "It rained on the harbour.", 1.0),
        ],
        ["id", "body", "label"],
    ).coalesce(1)


def rows(model, spark):
    made = model.transform(mails(spark))
    return [str(row) for row in made.select("id", "vector", "kind", "probability").collect()]


class TestGlossa(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = glossa.start(JAR, **SETTINGS)
        mails(cls.spark).createOrReplaceTempView("mails")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def test_functions_give_what_sql_gives(self):
        cases = [
            (functions.ai_embed("body"), "ai_embed(body)"),
            (functions.ai_similarity("body", "body"), "ai_similarity(body, body)"),
            (functions.ai_summarize("body", 4), "ai_summarize(body, 4)"),
            (functions.ai_classify("body", ["sea", "bees"]), "ai_classify(body, array('sea', 'bees'))"),
            (functions.ai_classify("body"), "ai_classify(body)"),
            (functions.ai_entities("body"), "ai_entities(body)"),
            (functions.ai_mask("body", ["PER"]), "ai_mask(body, array('PER'))"),
            (functions.ai_tokens("body"), "ai_tokens(body)"),
            (functions.ai_sentences("body"), "ai_sentences(body)"),
            (functions.ai_next_token("body", 2), "ai_next_token(body, 2)"),
            (
                functions.ai_count_tokens("body", {"model": "bert-mini"}),
                "ai_count_tokens(body, map('model', 'bert-mini'))",
            ),
            (functions.ai_gen("body", {"max_new_tokens": 2}), "ai_gen(body, map('max_new_tokens', '2'))"),
            (functions.ai_query("gpt2-mini", "body"), "ai_query('gpt2-mini', body)"),
            (functions.try_ai_next_token("body", 2), "try_ai_next_token(body, 2)"),
        ]
        for column, sql in cases:
            with self.subTest(sql):
                made = self.spark.table("mails").select(column.alias("made")).collect()
                self.assertEqual(made, self.spark.sql(f"SELECT {sql} AS made FROM mails").collect())
                self.assertTrue(all(row.made is not None for row in made))

    def test_every_function_of_sql_is_there(self):
        known = {
            function.name
            for function in self.spark.catalog.listFunctions()
            if re.match("(try_)?ai_", function.name)
        }
        self.assertEqual(known, {name for name in dir(functions) if re.match("(try_)?ai_", name)})

    def test_transformers_give_what_sql_gives(self):
        cases = [
            (ml.Tokenizer(model="bert-mini"), "ai_tokens(body, map('model', 'bert-mini'))"),
            (ml.Summarizer(maxWords=4), "ai_summarize(body, 4)"),
            (ml.TextGenerator(options={"max_new_tokens": 2}), "ai_gen(body, map('max_new_tokens', '2'))"),
            (ml.TextClassifier(labels=["sea", "bees"]), "ai_classify(body, array('sea', 'bees'))"),
            (ml.TokenClassifier(), "ai_entities(body)"),
            (ml.NextToken(k=2), "ai_next_token(body, 2)"),
            (ml.AttentionStatistics(model="bert-mini"), "ai_attention(body, map('model', 'bert-mini'))"),
        ]
        for transformer, sql in cases:
            with self.subTest(sql):
                transformer.setInputCol("body").setOutputCol("made").setErrorCol("why")
                made = transformer.transform(self.spark.table("mails"))
                wanted = self.spark.sql(f"SELECT {sql} AS made FROM mails").collect()
                self.assertEqual(made.select("made").collect(), wanted)
                self.assertEqual(made.where("why IS NOT NULL").count(), 0)

    def test_a_saved_pipeline_gives_the_same_rows_in_another_process(self):
        pipeline = Pipeline(
            stages=[
                ml.TextEmbedder(
                    inputCol="body", outputCol="vector", model="bert-mini", options={"max_tokens": 30}
                ),
                KMeans(k=2, seed=7, featuresCol="vector", predictionCol="kind"),
                LogisticRegression(featuresCol="vector", maxIter=5),
            ]
        )
        with tempfile.TemporaryDirectory() as folder:
            model = pipeline.fit(mails(self.spark))
            model.save(folder + "/model")
            pipeline.save(folder + "/pipeline")
            embedder = Pipeline.load(folder + "/pipeline").getStages()[0]
            self.assertIsInstance(embedder, ml.TextEmbedder)
            self.assertEqual(embedder.getOrDefault("options"), {"max_tokens": "30"})
            self.assertEqual(embedder.getOrDefault("model"), "bert-mini")
            loaded = subprocess.run(
                [sys.executable, __file__, folder + "/model"], stdout=subprocess.PIPE, check=True
            )
            self.assertEqual(loaded.stdout.decode().splitlines(), rows(model, self.spark))

    def test_wrong_params_are_refused(self):
        with self.assertRaisesRegex(Exception, "given invalid value"):
            ml.NextToken(inputCol="body", k=0).transform(self.spark.table("mails"))
        with self.assertRaises(TypeError):
            ml.TextClassifier(labels="sea")

    def test_the_page_runs(self):
        page = (ROOT / "docs/python.md").read_text(encoding="utf-8")
        blocks = re.findall("```python\n(.*?)```", page, re.DOTALL)
        self.assertGreater(len(blocks), 3)
        names = {}
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(ROOT)
            try:
                for block in blocks:
                    block = block.replace("target/kinds", folder + "/kinds")
                    exec(compile(block, "docs/python.md", "exec"), names)
            finally:
                os.chdir(before)
        self.assertEqual(names["model"].transform(names["mails"]).count(), 3)

    def test_a_wheel_carries_no_jar(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
                + ["--no-index", "-w", folder, copied_package(folder)],
                check=True,
            )
            (wheel,) = Path(folder).glob("*.whl")
            version = re.search("<version>(.*?)</version>", (ROOT / "pom.xml").read_text()).group(1)
            self.assertTrue(wheel.name.startswith(f"glossa-{version}-py3"), wheel.name)
            names = zipfile.ZipFile(wheel).namelist()
            self.assertIn("glossa/functions.py", names)
            self.assertIn("glossa/py.typed", names)
            self.assertFalse([name for name in names if name.endswith((".jar", ".class"))])


def copied_package(folder):
    """The sources elsewhere: setuptools writes beside them."""
    target = folder + "/sources"
    ignored = shutil.ignore_patterns("__pycache__", "build", "*.egg-info")
    shutil.copytree(ROOT / "udf/src/main/python", target, ignore=ignored)
    return target


def load(path):
    spark = glossa.start(JAR, **SETTINGS)
    for row in rows(PipelineModel.load(path), spark):
        print(row)
    spark.stop()


if __name__ == "__main__":
    load(sys.argv[1])
