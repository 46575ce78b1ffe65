package dev.glossa.udf.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.schema.FlatSchema.Field;
import dev.glossa.udf.schema.FlatSchema.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestFlatSchema {
  private static Optional<FlatSchema> of(String schema) throws JsonProcessingException {
    return FlatSchema.of(new ObjectMapper().readTree(schema.replace('\'', '"')));
  }

  private static Optional<FlatSchema> ofProperty(String schema) throws JsonProcessingException {
    return of("{'type':'object','properties':{'a':" + schema + "}}");
  }

  @Test
  void plainValuesAndListsOfThemAreColumns() throws JsonProcessingException {
    String schema =
        "{'type':'object','properties':{"
            + "'s':{'type':'string','maxLength':3},'i':{'type':['integer','null']},"
            + "'n':{'anyOf':[{'type':'number'},{'type':'null'}]},'b':{'type':'boolean'},"
            + "'e':{'enum':['x','y',null]},'c':{'const':7},"
            + "'l':{'type':'array','items':{'enum':[true,false]}}}}";
    assertThat(of(schema))
        .contains(
            new FlatSchema(
                List.of(
                    new Field("s", Type.TEXT, false),
                    new Field("i", Type.INTEGER, false),
                    new Field("n", Type.NUMBER, false),
                    new Field("b", Type.BOOLEAN, false),
                    new Field("e", Type.TEXT, false),
                    new Field("c", Type.INTEGER, false),
                    new Field("l", Type.BOOLEAN, true))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object','properties':{'b':{'type':'string'}}}",
        "{'type':'array','items':{'type':'array','items':{'type':'string'}}}",
        "{'type':'array'}",
        "{'type':['string','integer']}",
        "{'type':'null'}",
        "{'enum':[1,'x']}",
        "{'enum':[{'x':1}]}",
        "{'anyOf':[{'type':'string'},{'type':'object'}]}",
        "{}",
        "true"
      })
  void othersAreNot(String property) throws JsonProcessingException {
    assertThat(ofProperty(property)).isEmpty();
  }

  @Test
  void namesMustBeThoseOfColumns() throws JsonProcessingException {
    String text = "{'type':'string'}";
    assertThat(of("{'type':'object','properties':{'a':" + text + ",'A':" + text + "}}")).isEmpty();
    assertThat(of("{'type':'object','properties':{' ':" + text + "}}")).isEmpty();
    assertThat(of("{'type':'object','properties':{'a\\n':" + text + "}}")).isEmpty();
    assertThat(of("{'type':'object'}")).isEmpty();
    assertThat(of("{'type':'string'}")).isEmpty();
  }
}
