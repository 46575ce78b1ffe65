package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Each row is a document. Only the columns that are needed are read. */
final class ParquetDocuments implements DocumentReader {
  private final Split split;
  private final InputSettings input;
  private final Configuration conf;
  private ParquetReader<Group> rows;
  private boolean hasId;
  private boolean hasLanguage;
  private long number;
  private boolean done;

  ParquetDocuments(Split split, InputSettings input, Configuration conf) {
    this.split = split;
    this.input = input;
    this.conf = conf;
  }

  /** Why a file's text column cannot be used; nothing where it can. */
  static Optional<ReadCode> problem(MessageType schema, String column) {
    if (!schema.containsField(column)) {
      return Optional.of(ReadCode.MISSING_COLUMN);
    }
    return isText(schema.getType(column)) ? Optional.empty() : Optional.of(ReadCode.WRONG_TYPE);
  }

  /** The columns of a file. */
  static MessageType schema(String path, Configuration conf) throws IOException {
    try (ParquetFileReader file =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), conf))) {
      return file.getFooter().getFileMetaData().getSchema();
    } catch (RuntimeException e) {
      // Parquet reports a damaged footer as any of several unchecked exceptions.
      throw new IOException(e);
    }
  }

  @Override
  public Optional<Item> next() throws IOException {
    if (rows == null && !done) {
      Optional<Item> failure = open();
      if (failure.isPresent()) {
        done = true;
        return failure;
      }
    }
    if (done) {
      return Optional.empty();
    }
    try {
      Group row = rows.read();
      if (row == null) {
        done = true;
        return Optional.empty();
      }
      number = rows.getCurrentRowIndex() + 1;
      return Optional.of(document(row));
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  @Override
  public Place place() {
    return rows == null ? Place.file(split.name()) : Place.row(number + 1);
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
  }

  private Optional<Item> open() throws IOException {
    MessageType schema = schema(split.path(), conf);
    Optional<ReadCode> problem = problem(schema, input.textColumn());
    if (problem.isPresent()) {
      return Optional.of(
          problem.get() == ReadCode.MISSING_COLUMN
              ? Failures.missingColumn(Place.file(split.name()), input.textColumn())
              : new Item.Failed(
                  Place.file(split.name()),
                  ReadCode.WRONG_TYPE,
                  "Cannot read file: column "
                      + input.textColumn()
                      + " is no string (name another with input.text)"));
    }
    List<Type> columns = new ArrayList<>(List.of(schema.getType(input.textColumn())));
    hasId = add(columns, schema, input.idColumn(), true);
    hasLanguage = add(columns, schema, input.languageColumn(), false);
    MessageType needed = new MessageType(schema.getName(), columns);
    rows =
        ParquetReader.builder(new Columns(needed), new Path(split.path()))
            .withConf(conf)
            .withFileRange(split.begin(), split.end())
            .build();
    return Optional.empty();
  }

  private static boolean add(
      List<Type> columns, MessageType schema, String column, boolean numbers) {
    if (!schema.containsField(column) || columns.contains(schema.getType(column))) {
      return false;
    }
    Type type = schema.getType(column);
    boolean fits = isText(type) || (numbers && isWholeNumber(type));
    if (fits) {
      columns.add(type);
    }
    return fits;
  }

  private static boolean isText(Type type) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation;
  }

  private static boolean isWholeNumber(Type type) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && (type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32
            || type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64);
  }

  private Item document(Group row) {
    Place place = Place.row(number, hasId ? value(row, input.idColumn()) : "");
    if (row.getFieldRepetitionCount(input.textColumn()) == 0) {
      return Failures.missingText(place, "row");
    }
    byte[] bytes = row.getBinary(input.textColumn(), 0).getBytes();
    if (bytes.length > input.maxBytes()) {
      return Failures.tooLarge(place, "row", input.maxBytes());
    }
    String language = hasLanguage ? value(row, input.languageColumn()) : "";
    return new Item.Found(place, language, Utf8.decode(bytes, 0, bytes.length));
  }

  private static String value(Group row, String column) {
    return row.getFieldRepetitionCount(column) == 0
        ? ""
        : row.getValueToString(row.getType().getFieldIndex(column), 0);
  }

  /**
   * Reads some of a file's columns. Parquet's own class takes them as text, which a column's name
   * with a space in it breaks.
   */
  private static final class Columns extends ReadSupport<Group> {
    private final MessageType columns;

    Columns(MessageType columns) {
      this.columns = columns;
    }

    @Override
    public ReadContext init(InitContext context) {
      return new ReadContext(columns);
    }

    @Override
    public RecordMaterializer<Group> prepareForRead(
        Configuration conf, Map<String, String> metadata, MessageType file, ReadContext context) {
      return new GroupRecordConverter(context.getRequestedSchema());
    }
  }
}
