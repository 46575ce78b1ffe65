package dev.glossa.udf.model;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickle in a file that {@code torch.save} wrote, and runs nothing.
 *
 * <p>A pickle is a program for a small stack machine (<a
 * href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">pickletools</a> describes
 * it), and Python's own reader calls whatever functions the program names. This one knows the
 * instructions that a dictionary of tensors is written with in protocols 2 to 5, and the names in
 * {@link TorchClass}, for which it builds {@link View}s. It refuses everything else by name.
 *
 * <p>Values are Java's: {@link Long}, {@link Boolean}, {@link String}, {@link List} for a tuple or
 * list, {@link Map} for a dictionary with texts as keys, {@link TorchClass}, {@link Storage},
 * {@link View}, and {@link #NONE}. An instruction makes at most one value, and a text is no longer
 * than its bytes, so memory stays below about a hundred times the pickle's own size.
 */
final class PickleMachine {
  private static final int LAST_PROTOCOL = 5;
  private static final String REMEDY =
      "where you trust the file, load it in PyTorch and save it as safetensors";
  private static final Object NONE = new Object();
  private static final Object MARK = new Object();

  /** The bytes behind tensors: an entry of the file, by its key. */
  record Storage(Dtype dtype, String key, long elements) {}

  /** A tensor: which elements of a storage it takes, offset and strides counted in elements. */
  record View(Storage storage, long offset, List<Long> shape, List<Long> strides) {}

  private final Path file;
  private final ByteBuffer code;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private int at;

  private PickleMachine(Path file, ByteBuffer code) {
    this.file = file;
    this.code = code;
  }

  /**
   * The tensors of a pickled dictionary, by name and in its order.
   *
   * @param file for messages
   * @throws CheckpointException when the pickle is damaged or is anything but such a dictionary
   */
  static Map<String, View> tensors(Path file, byte[] pickle) throws CheckpointException {
    ByteBuffer code = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, View> tensors = tensors(file, code);
    if (code.hasRemaining()) {
      throw new CheckpointException(
          file, "pickle, byte " + code.position(), "after its end", REMEDY);
    }
    return tensors;
  }

  /** The tensors of a pickled dictionary that begins at the buffer's position and ends anywhere. */
  static Map<String, View> tensors(Path file, ByteBuffer code) throws CheckpointException {
    PickleMachine machine = new PickleMachine(file, code);
    Map<String, View> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : machine.dictionary(machine.run()).entrySet()) {
      if (!(entry.getValue() instanceof View view)) {
        throw machine.fault(
            "entry " + entry.getKey() + ": a " + kind(entry.getValue()), "not a tensor");
      }
      tensors.put(entry.getKey(), view);
    }
    return tensors;
  }

  /** A pickled dictionary of plain values. */
  static Map<String, Object> facts(Path file, ByteBuffer code) throws CheckpointException {
    PickleMachine machine = new PickleMachine(file, code);
    return machine.dictionary(machine.run());
  }

  /** A pickled list of texts. */
  static List<String> texts(Path file, ByteBuffer code) throws CheckpointException {
    PickleMachine machine = new PickleMachine(file, code);
    if (!(machine.run() instanceof List<?> list)) {
      throw machine.fault("value", "not a list");
    }
    List<String> texts = new ArrayList<>();
    for (Object value : list) {
      if (!(value instanceof String text)) {
        throw machine.fault("entry of a list: a " + kind(value), "not a text");
      }
      texts.add(text);
    }
    return texts;
  }

  private Object run() throws CheckpointException {
    try {
      while (true) {
        at = code.position();
        int next = Byte.toUnsignedInt(code.get());
        PickleInstruction instruction =
            PickleInstruction.of(next)
                .orElseThrow(() -> fault("instruction " + next, "there is none of this number"));
        if (instruction == PickleInstruction.STOP) {
          Object result = pop();
          if (!stack.isEmpty()) {
            throw fault("instruction STOP", "values are left over");
          }
          return result;
        }
        follow(instruction);
      }
    } catch (BufferUnderflowException e) {
      throw fault("end of the pickle", "it was cut short");
    }
  }

  private void follow(PickleInstruction instruction) throws CheckpointException {
    switch (instruction) {
      case PROTO -> checkProtocol();
      case FRAME -> skipFrameLength();
      case MARK -> stack.add(MARK);
      case NONE -> stack.add(NONE);
      case NEWTRUE -> stack.add(true);
      case NEWFALSE -> stack.add(false);
      case BININT -> stack.add((long) code.getInt());
      case BININT1 -> stack.add((long) unsignedByte());
      case BININT2 -> stack.add((long) Short.toUnsignedInt(code.getShort()));
      case LONG1 -> stack.add(longInteger(unsignedByte()));
      case SHORT_BINUNICODE -> stack.add(text(unsignedByte()));
      case BINUNICODE -> stack.add(text(Integer.toUnsignedLong(code.getInt())));
      case BINUNICODE8 -> stack.add(text(code.getLong()));
      case EMPTY_DICT -> stack.add(new LinkedHashMap<String, Object>(0));
      case EMPTY_LIST -> stack.add(new ArrayList<>(0));
      case APPEND -> append(tuple(1));
      case APPENDS -> append(afterMark());
      case EMPTY_TUPLE -> stack.add(List.of());
      case TUPLE1 -> stack.add(tuple(1));
      case TUPLE2 -> stack.add(tuple(2));
      case TUPLE3 -> stack.add(tuple(3));
      case TUPLE -> stack.add(afterMark());
      case SETITEM -> setItems(tuple(2));
      case SETITEMS -> setItems(afterMark());
      case BINPUT -> memo.put((long) unsignedByte(), top());
      case LONG_BINPUT -> memo.put(Integer.toUnsignedLong(code.getInt()), top());
      case MEMOIZE -> memo.put((long) memo.size(), top());
      case BINGET -> stack.add(recall(unsignedByte()));
      case LONG_BINGET -> stack.add(recall(Integer.toUnsignedLong(code.getInt())));
      case GLOBAL -> stack.add(named(line(), line()));
      case STACK_GLOBAL -> {
        String name = pop(String.class);
        stack.add(named(pop(String.class), name));
      }
      case BINPERSID -> stack.add(storage(pop(List.class)));
      case REDUCE -> {
        List<?> arguments = pop(List.class);
        stack.add(stand(pop(TorchClass.class), arguments));
      }
      case BUILD -> {
        // A state_dict carries its modules' versions as an attribute, which no weight depends on.
        pop(Map.class);
        dictionary(top());
      }
      default -> throw fault("instruction " + instruction, "weights are written without it");
    }
  }

  private void checkProtocol() throws CheckpointException {
    int protocol = unsignedByte();
    if (protocol > LAST_PROTOCOL) {
      throw fault("protocol " + protocol, "0 to " + LAST_PROTOCOL + " are known");
    }
  }

  private void skipFrameLength() throws CheckpointException {
    long length = code.getLong();
    if (length < 0 || length > code.remaining()) {
      throw fault("instruction FRAME", "longer than the pickle");
    }
  }

  /** A number of so many bytes, little-endian in two's complement. */
  private long longInteger(int bytes) throws CheckpointException {
    if (bytes > Long.BYTES) {
      throw fault("number of " + bytes + " bytes", "at most " + Long.BYTES + " are expected");
    }
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) unsignedByte() << (Byte.SIZE * i);
    }
    int unused = Long.SIZE - Byte.SIZE * bytes;
    return bytes == 0 ? 0 : number << unused >> unused;
  }

  private String text(long bytes) throws CheckpointException {
    if (bytes < 0 || bytes > code.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer slice = code.slice(code.position(), (int) bytes);
    code.position(code.position() + (int) bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
    } catch (CharacterCodingException e) {
      throw fault("text of " + bytes + " bytes", "not UTF-8");
    }
  }

  private String line() throws CheckpointException {
    int end = code.position();
    while (code.get(Math.min(end, code.limit() - 1)) != '\n') {
      if (++end >= code.limit()) {
        throw new BufferUnderflowException();
      }
    }
    String line = text(end - code.position());
    code.get();
    return line;
  }

  private int unsignedByte() {
    return Byte.toUnsignedInt(code.get());
  }

  private List<Object> tuple(int size) throws CheckpointException {
    if (stack.size() < size) {
      throw fault("a tuple of " + size, "the stack has only " + stack.size() + " values");
    }
    return take(stack.size() - size);
  }

  private List<Object> afterMark() throws CheckpointException {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw fault("a tuple or dictionary", "no mark says where its values begin");
    }
    List<Object> values = take(mark + 1);
    stack.remove(mark);
    return values;
  }

  private List<Object> take(int from) throws CheckpointException {
    List<Object> top = stack.subList(from, stack.size());
    if (top.contains(MARK)) {
      throw fault("a tuple or dictionary", "a mark is among its values");
    }
    List<Object> values = List.copyOf(top);
    top.clear();
    return values;
  }

  private void setItems(List<Object> items) throws CheckpointException {
    Map<String, Object> dictionary = dictionary(top());
    if (items.size() % 2 != 0) {
      throw fault("items of a dictionary", "a key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      if (!(items.get(i) instanceof String key)) {
        throw fault("key of a dictionary: a " + kind(items.get(i)), "not a text");
      }
      if (dictionary.put(key, items.get(i + 1)) != null) {
        throw fault("key " + key, "twice in a dictionary");
      }
    }
  }

  private void append(List<Object> items) throws CheckpointException {
    // Only a list was made as an ArrayList; tuples cannot be changed.
    if (!(top() instanceof ArrayList<?>)) {
      throw fault("a " + kind(top()), "a list is expected");
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) top();
    list.addAll(items);
  }

  private Object recall(long index) throws CheckpointException {
    Object value = memo.get(index);
    if (value == null) {
      throw fault("memo " + index, "nothing was put there");
    }
    return value;
  }

  private TorchClass named(String module, String name) throws CheckpointException {
    return TorchClass.of(module, name)
        .orElseThrow(() -> fault("class " + module + "." + name, "no weight is made of it"));
  }

  /** The value that stands for a function's result: no function is ever called. */
  private Object stand(TorchClass function, List<?> arguments) throws CheckpointException {
    return switch (function) {
      case ORDERED_DICT -> {
        if (!arguments.isEmpty()) {
          throw fault(function + " of " + arguments.size() + " arguments", "none is expected");
        }
        yield new LinkedHashMap<String, Object>(0);
      }
      case REBUILD_TENSOR -> view(new PickleArguments(this, function, arguments, 6, 7));
      case REBUILD_PARAMETER -> {
        PickleArguments parameter = new PickleArguments(this, function, arguments, 3, 3);
        parameter.get(1, Boolean.class);
        parameter.requireEmpty(2);
        yield parameter.get(0, View.class);
      }
      default -> throw fault("call of " + function, "a storage is not called");
    };
  }

  /** Storage, offset, shape, strides, requires_grad, hooks and, in newer files, metadata. */
  private static View view(PickleArguments tensor) throws CheckpointException {
    tensor.get(4, Boolean.class);
    tensor.requireEmpty(5);
    if (tensor.size() > 6) {
      tensor.requireEmpty(6);
    }
    return new View(
        tensor.get(0, Storage.class), tensor.get(1, Long.class), tensor.longs(2), tensor.longs(3));
  }

  /**
   * The word "storage", its class, its key, the device that it was on, its elements and, in the
   * older form, what it is a part of: nothing since PyTorch 0.4.
   */
  private Storage storage(List<?> id) throws CheckpointException {
    PickleArguments parts = new PickleArguments(this, "persistent id", id, 5, 6);
    if (parts.size() == 6 && parts.get(5, Object.class) != NONE) {
      throw fault("persistent id", "a part of another storage");
    }
    TorchClass type = parts.get(1, TorchClass.class);
    parts.get(3, String.class);
    if (!parts.get(0, String.class).equals("storage") || type.dtype().isEmpty()) {
      throw fault("persistent id of " + type, "not a storage");
    }
    return new Storage(type.dtype().get(), parts.get(2, String.class), parts.get(4, Long.class));
  }

  private Object top() throws CheckpointException {
    if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
      throw fault("stack", "no value is on it");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() throws CheckpointException {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private <T> T pop(Class<T> type) throws CheckpointException {
    Object value = pop();
    if (!type.isInstance(value)) {
      throw fault("a " + kind(value), "a " + type.getSimpleName() + " is expected");
    }
    return type.cast(value);
  }

  /** A value as a dictionary; {@link #setItems} lets only texts be keys. */
  @SuppressWarnings("unchecked")
  private Map<String, Object> dictionary(Object value) throws CheckpointException {
    if (!(value instanceof Map)) {
      throw fault("a " + kind(value), "a dictionary is expected");
    }
    return (Map<String, Object>) value;
  }

  /** A value's kind in a word. Values may hold themselves, so they are never printed. */
  static String kind(Object value) {
    if (value == NONE) {
      return "None";
    }
    return value instanceof List
        ? "tuple or list"
        : value instanceof Map ? "dictionary" : value.getClass().getSimpleName();
  }

  CheckpointException fault(String what, String why) {
    return new CheckpointException(file, "pickle, byte " + at + ": " + what, why, REMEDY);
  }
}
