package dev.headroom.plan;

import java.util.Arrays;

/**
 * Requests in the order of their arrival.
 *
 * @param arrivalSeconds when each arrives, not falling, from 0
 * @param inputTokens tokens of each prompt, at least 1
 * @param outputTokens tokens that each generates, at least 1
 */
// The arrays are never written after construction; lists of boxes would not hold millions.
@SuppressWarnings("ArrayRecordComponent")
public record RequestStream(double[] arrivalSeconds, int[] inputTokens, int[] outputTokens) {
  /** Refuses arrays of different lengths, times that fall and requests without tokens. */
  public RequestStream {
    int n = arrivalSeconds.length;
    if (n == 0 || inputTokens.length != n || outputTokens.length != n) {
      throw new IllegalArgumentException(
          "requests: need as many arrivals as inputs and outputs, at least one; were "
              + n
              + ", "
              + inputTokens.length
              + ", "
              + outputTokens.length);
    }
    for (int i = 0; i < n; i++) {
      double before = i == 0 ? 0 : arrivalSeconds[i - 1];
      if (!(arrivalSeconds[i] >= before) || inputTokens[i] < 1 || outputTokens[i] < 1) {
        throw new IllegalArgumentException(
            "requests: number "
                + i
                + " arrives at "
                + arrivalSeconds[i]
                + " s after "
                + before
                + " s with "
                + inputTokens[i]
                + " input and "
                + outputTokens[i]
                + " output tokens; times must not fall, tokens be at least 1");
      }
    }
  }

  /** How many. */
  public int size() {
    return arrivalSeconds.length;
  }

  /** The tokens of the longest request, prompt and answer together. */
  public int longest() {
    int most = 0;
    for (int i = 0; i < size(); i++) {
      most = Math.max(most, inputTokens[i] + outputTokens[i]);
    }
    return most;
  }

  /** Tokens that a request brings in the mean, rounded. */
  public long meanInput() {
    return Math.round((double) totalInput() / size());
  }

  /** Tokens that a request asks for in the mean, rounded. */
  public long meanOutput() {
    return Math.round((double) totalOutput() / size());
  }

  /** Prompt tokens of all. */
  public long totalInput() {
    return Arrays.stream(inputTokens).asLongStream().sum();
  }

  /** Generated tokens of all. */
  public long totalOutput() {
    return Arrays.stream(outputTokens).asLongStream().sum();
  }
}
