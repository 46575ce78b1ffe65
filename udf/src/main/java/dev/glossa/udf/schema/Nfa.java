package dev.glossa.udf.schema;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.MinimizationOperations;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.Transition;
import org.apache.lucene.util.automaton.UTF32ToUTF8;

/**
 * A nondeterministic automaton over the bytes of UTF-8 while it is built, with steps that read
 * nothing (K. Thompson: Regular expression search algorithm, 1968). Lucene's automata have no such
 * steps, and join pieces by copying them.
 */
final class Nfa {

  /** States of a whole schema at most: more would take minutes and gigabytes. */
  static final int MOST_STATES = 400_000;

  /** A tenth of the states looked at, in all sets, while one automaton is made deterministic. */
  private static final int EFFORT = 500_000;

  /** Code points from which on the first byte, or what may follow it, is another. */
  private static final int[] LEADS = {
    0, 0x80, 0x800, 0x1000, 0xD000, 0xE000, 0x1_0000, 0x4_0000, 0x10_0000, 0x11_0000
  };

  /** States of a piece for which the smallest automaton is worked out. */
  private static final int MOST_MINIMIZED = 5_000;

  private final List<List<int[]>> steps = new ArrayList<>();
  private final List<List<Integer>> silent = new ArrayList<>();

  /** The automaton would be too large. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge(Throwable cause) {
      super(cause);
    }
  }

  /**
   * A part of the language: what it reads leads from a state to the one that it returns. Nothing
   * that it adds leads back to the first.
   */
  interface Piece {
    int append(Nfa nfa, int from);
  }

  int state() {
    if (steps.size() == MOST_STATES) {
      throw new TooLarge(null);
    }
    steps.add(new ArrayList<>(1));
    silent.add(new ArrayList<>(1));
    return steps.size() - 1;
  }

  /** Goes on by a byte of a range, both ends included. */
  void step(int from, int least, int most, int to) {
    steps.get(from).add(new int[] {least, most, to});
  }

  /** Goes on by nothing. */
  void skip(int from, int to) {
    silent.get(from).add(to);
  }

  /** Reads a text. */
  static Piece text(String text) {
    return (nfa, from) -> {
      int at = from;
      for (byte unsigned : text.getBytes(StandardCharsets.UTF_8)) {
        int next = nfa.state();
        nfa.step(at, unsigned & 0xFF, unsigned & 0xFF, next);
        at = next;
      }
      return at;
    };
  }

  /** Reads one code point of these. */
  static Piece oneOf(CodePoints points) {
    List<Automaton> ranges = new ArrayList<>();
    points.forEach(
        (least, most) -> {
          // Lucene lets longer forms of a code point in where a range spans several lead bytes.
          for (int i = 0; i + 1 < LEADS.length; i++) {
            int from = Math.max(least, LEADS[i]);
            int to = Math.min(most, LEADS[i + 1] - 1);
            if (from <= to) {
              ranges.add(Automata.makeCharRange(from, to));
            }
          }
        });
    Automaton utf8 = new UTF32ToUTF8().convert(Operations.union(ranges));
    return of(smallest(deterministic(utf8)));
  }

  static Piece concat(Piece... pieces) {
    return (nfa, from) -> {
      int at = from;
      for (Piece piece : pieces) {
        at = piece.append(nfa, at);
      }
      return at;
    };
  }

  static Piece concat(List<Piece> pieces) {
    return concat(pieces.toArray(Piece[]::new));
  }

  static Piece union(Piece... pieces) {
    return union(List.of(pieces));
  }

  /** Reads one of these; nothing at all where there is none. */
  static Piece union(List<Piece> pieces) {
    return (nfa, from) -> {
      int to = nfa.state();
      for (Piece piece : pieces) {
        nfa.skip(piece.append(nfa, from), to);
      }
      return to;
    };
  }

  static Piece optional(Piece piece) {
    return union(piece, concat());
  }

  /**
   * Reads a piece several times.
   *
   * @param most -1 for any number
   */
  static Piece repeat(Piece piece, int least, int most) {
    return (nfa, from) -> {
      int at = from;
      for (int i = 0; i < least; i++) {
        at = piece.append(nfa, at);
      }
      if (most < 0) {
        int again = nfa.state();
        nfa.skip(at, again);
        nfa.skip(piece.append(nfa, again), again);
        return again;
      }
      int end = nfa.state();
      nfa.skip(at, end);
      for (int i = least; i < most; i++) {
        at = piece.append(nfa, at);
        nfa.skip(at, end);
      }
      return end;
    };
  }

  /** Reads what both read. */
  static Piece both(Piece first, Piece second) {
    return of(Operations.intersection(automaton(first), automaton(second)));
  }

  /** Reads what an automaton accepts. */
  private static Piece of(Automaton automaton) {
    return (nfa, from) -> {
      int to = nfa.state();
      int[] states = new int[automaton.getNumStates()];
      for (int i = 0; i < states.length; i++) {
        states[i] = nfa.state();
      }
      if (states.length > 0) {
        nfa.skip(from, states[0]);
      }
      Transition transition = new Transition();
      for (int i = 0; i < states.length; i++) {
        int count = automaton.initTransition(i, transition);
        for (int j = 0; j < count; j++) {
          automaton.getNextTransition(transition);
          nfa.step(states[i], transition.min, transition.max, states[transition.dest]);
        }
        if (automaton.isAccept(i)) {
          nfa.skip(states[i], to);
        }
      }
      return to;
    };
  }

  /** The same language with fewer states, where that can be worked out for the piece alone. */
  static Piece compact(Piece piece) {
    return of(smallest(automaton(piece)));
  }

  private static Automaton smallest(Automaton automaton) {
    return automaton.getNumStates() > MOST_MINIMIZED
        ? automaton
        : MinimizationOperations.minimize(automaton, EFFORT);
  }

  /** Whether a piece reads no text at all. */
  static boolean isEmpty(Piece piece) {
    return Operations.isEmpty(automaton(piece));
  }

  /** A deterministic automaton over bytes without dead ends. */
  static Automaton automaton(Piece piece) {
    Nfa nfa = new Nfa();
    int start = nfa.state();
    int end = piece.append(nfa, start);
    return deterministic(nfa.withoutSilentSteps(end));
  }

  private static Automaton deterministic(Automaton automaton) {
    try {
      return Operations.removeDeadStates(Operations.determinize(automaton, EFFORT));
    } catch (org.apache.lucene.util.automaton.TooComplexToDeterminizeException e) {
      throw new TooLarge(e);
    }
  }

  private Automaton withoutSilentSteps(int end) {
    Automaton automaton = new Automaton();
    for (int i = 0; i < steps.size(); i++) {
      automaton.createState();
    }
    BitSet seen = new BitSet();
    for (int state = 0; state < steps.size(); state++) {
      seen.clear();
      List<Integer> open = new ArrayList<>(List.of(state));
      seen.set(state);
      for (int i = 0; i < open.size(); i++) {
        for (int next : silent.get(open.get(i))) {
          if (!seen.get(next)) {
            seen.set(next);
            open.add(next);
          }
        }
        for (int[] step : steps.get(open.get(i))) {
          automaton.addTransition(state, step[2], step[0], step[1]);
        }
      }
      automaton.setAccept(state, seen.get(end));
    }
    automaton.finishState();
    return automaton;
  }
}
