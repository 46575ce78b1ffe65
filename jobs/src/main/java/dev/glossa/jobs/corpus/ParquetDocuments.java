package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Each row is a document. Only the columns that are needed are read. */
final class ParquetDocuments implements DocumentReader {
  private final Split split;
  private final InputSettings input;
  private final Configuration conf;
  private ParquetReader<Group> rows;
  private boolean hasId;
  private boolean isHalfId;
  private boolean hasLanguage;

  /** The further columns that the file has, and whether they hold numbers of 16 bits. */
  private final Map<String, Boolean> isHalfByColumn = new TreeMap<>();

  private long number;
  private boolean done;

  ParquetDocuments(Split split, InputSettings input, Configuration conf) {
    this.split = split;
    this.input = input;
    this.conf = conf;
  }

  /** The reason why a file's text column cannot be used; empty if it can be. */
  static Optional<ReadCode> problem(MessageType schema, String column) {
    if (!schema.containsField(column)) {
      return Optional.of(ReadCode.MISSING_COLUMN);
    }
    return ParquetValues.isText(schema.getType(column))
        ? Optional.empty()
        : Optional.of(ReadCode.WRONG_TYPE);
  }

  /** The columns of a file. */
  static MessageType schema(String address, Configuration conf) throws IOException {
    try (ParquetFileReader file = ParquetFileReader.open(ParquetFile.open(address, conf))) {
      return file.getFileMetaData().getSchema();
    } catch (RuntimeException e) {
      // Parquet reports a damaged footer as any of several unchecked exceptions.
      throw new IOException(e);
    }
  }

  @Override
  public Optional<Item> next() throws IOException {
    try {
      if (rows == null && !done) {
        Optional<Item> failure = open();
        done = rows == null;
        if (failure.isPresent()) {
          return failure;
        }
      }
      Group row = done ? null : rows.read();
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
    if (rows != null) {
      return Place.row(number + 1);
    }
    // A part of a file whose rows are not known is told from others by where it begins.
    return new Place(split.begin() + 1, split.name());
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
  }

  private Optional<Item> open() throws IOException {
    ParquetFile file = ParquetFile.open(split.address(), conf);
    List<String> needed = new ArrayList<>(input.columns());
    needed.addAll(List.of(input.textColumn(), input.idColumn(), input.languageColumn()));
    file.check(needed);
    MessageType schema;
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            file, HadoopReadOptions.builder(conf).withRange(split.begin(), split.end()).build())) {
      schema = reader.getFileMetaData().getSchema();
      List<BlockMetaData> groups = reader.getRowGroups();
      if (groups.isEmpty() && split.begin() > 0) {
        return Optional.empty();
      }
      number = groups.isEmpty() ? 0 : Math.max(0, groups.get(0).getRowIndexOffset());
    }
    Optional<ReadCode> problem = problem(schema, input.textColumn());
    if (problem.isPresent()) {
      return split.begin() > 0 ? Optional.empty() : Optional.of(failed(problem.get()));
    }
    List<Type> columns = new ArrayList<>(List.of(schema.getType(input.textColumn())));
    hasId = add(columns, schema, input.idColumn());
    isHalfId = hasId && file.isHalf(input.idColumn());
    hasLanguage = add(columns, schema, input.languageColumn());
    for (String column : input.columns()) {
      // One that serves as the text, the id or the language is read already.
      if (add(columns, schema, column) || hasOne(columns, column)) {
        isHalfByColumn.put(column, file.isHalf(column));
      }
    }
    rows =
        new Builder(file, new Columns(new MessageType(schema.getName(), columns)))
            .withConf(conf)
            .withFileRange(split.begin(), split.end())
            .build();
    return Optional.empty();
  }

  private Item failed(ReadCode code) {
    return code == ReadCode.MISSING_COLUMN
        ? Failures.missingColumn(Place.file(split.name()), input.textColumn())
        : new Item.Failed(
            Place.file(split.name()),
            ReadCode.WRONG_TYPE,
            "Cannot read file: column "
                + input.textColumn()
                + " is no string (name another with input.text)");
  }

  private static boolean add(List<Type> columns, MessageType schema, String column) {
    if (!schema.containsField(column) || columns.contains(schema.getType(column))) {
      return false;
    }
    boolean isSingle = ParquetValues.isSingle(schema.getType(column));
    if (isSingle) {
      columns.add(schema.getType(column));
    }
    return isSingle;
  }

  private static boolean hasOne(List<Type> columns, String column) {
    return columns.stream().anyMatch(type -> type.getName().equals(column));
  }

  private Item document(Group row) {
    Place place =
        Place.row(number, hasId ? ParquetValues.text(row, input.idColumn(), isHalfId) : "");
    if (row.getFieldRepetitionCount(input.textColumn()) == 0) {
      return Failures.missingText(place, "row");
    }
    byte[] bytes = row.getBinary(input.textColumn(), 0).getBytes();
    Map<String, String> columns = new HashMap<>();
    long size = bytes.length;
    for (Map.Entry<String, Boolean> column : isHalfByColumn.entrySet()) {
      String value = ParquetValues.text(row, column.getKey(), column.getValue());
      size += value.length();
      if (!value.isEmpty()) {
        columns.put(column.getKey(), value);
      }
    }
    if (size > input.maxBytes()) {
      return Failures.tooLarge(place, "row", input.maxBytes());
    }
    String language = hasLanguage ? ParquetValues.text(row, input.languageColumn(), false) : "";
    return new Item.Found(place, language, columns, Utf8.decode(bytes, 0, bytes.length));
  }

  /** Builds a reader of a file that is not Hadoop's. */
  private static final class Builder extends ParquetReader.Builder<Group> {
    private final ReadSupport<Group> columns;

    Builder(InputFile file, ReadSupport<Group> columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return columns;
    }
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
