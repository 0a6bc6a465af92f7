package dev.headroom.measurements;

import java.util.ArrayList;
import java.util.List;

/**
 * A measured run of a whole model: prompts and the tokens generated after them.
 *
 * @param number of the run in its file, from 1
 * @param system device, as the file calls it
 * @param sequences equal ones, together
 * @param cachedTokens of each in the cache before the run
 * @param promptTokens of each
 * @param pieceTokens most tokens of a prompt in one step
 * @param generationSteps steps of one new token
 * @param seconds of the whole run, above 0
 */
public record ModelRun(
    int number,
    String system,
    long sequences,
    long cachedTokens,
    long promptTokens,
    long pieceTokens,
    long generationSteps,
    double seconds) {
  /** Refuses what is no run. */
  public ModelRun {
    if (sequences < 1 || cachedTokens < 0 || pieceTokens < 1 || promptTokens < 0) {
      throw new IllegalArgumentException(
          "run: sequences and pieces must be at least 1, tokens at least 0");
    }
    if (generationSteps < 0 || promptTokens + generationSteps < 1) {
      throw new IllegalArgumentException("run: needs a prompt or a generated token");
    }
    if (!(seconds > 0) || Double.isInfinite(seconds)) {
      throw new IllegalArgumentException("run: its time must be > 0 s, was " + seconds);
    }
  }

  /**
   * One pass through the model.
   *
   * @param queryTokens new ones of each sequence
   * @param cachedTokens of each before it
   * @param prompt whether they are of a prompt
   */
  public record Step(long queryTokens, long cachedTokens, boolean prompt) {}

  /** The passes of the run: the prompt in pieces, then one token after the other. */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (long done = 0; done < promptTokens; done += pieceTokens) {
      steps.add(new Step(Math.min(pieceTokens, promptTokens - done), cachedTokens + done, true));
    }
    for (long i = 0; i < generationSteps; i++) {
      steps.add(new Step(1, cachedTokens + promptTokens + i, false));
    }
    return steps;
  }
}
