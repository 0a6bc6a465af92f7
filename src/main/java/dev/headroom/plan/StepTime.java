package dev.headroom.plan;

/** How long one step of a server takes, in which chunks of prompts and decodes run together. */
public interface StepTime {
  /**
   * Seconds of a step; all five numbers 0 is no step.
   *
   * @param decodes sequences with one new token
   * @param decodeKeys keys of all of them together, the new ones included
   * @param chunks pieces of prompts
   * @param chunkTokens new tokens of all of them together
   * @param chunkKeys keys of all of them together, the new ones included
   */
  double seconds(int decodes, long decodeKeys, int chunks, long chunkTokens, long chunkKeys);
}
