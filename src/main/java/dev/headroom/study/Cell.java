package dev.headroom.study;

import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import dev.headroom.workload.Training;

/**
 * One published number and what it is of.
 *
 * @param id its key in the study
 * @param column what is alike in a column of the paper's table
 * @param system what is alike in a row of it
 * @param model what ran
 * @param scenario the step
 * @param machine on what
 * @param quantity what was published, and how it follows from a step
 * @param published the value in plain units: seconds, bytes, elements, tokens per second
 */
public record Cell(
    String id,
    String column,
    String system,
    Model model,
    Scenario scenario,
    Machine machine,
    Quantity quantity,
    double published) {

  /**
   * What it ran on.
   *
   * @param device name of its profile
   * @param sharding over how many of them, and how
   * @param kernel the fitted kernel that the attention core runs; empty for none
   */
  public record Machine(String device, Sharding sharding, String kernel) {}

  /** What a number is of. */
  public enum Kind {
    /** Seconds of a step. */
    SECONDS("s"),
    /** Tokens of all sequences that a step advances, per second. */
    TOKENS_PER_SECOND("tokens/s"),
    /** Elements that a token adds to the self-attention caches of all layers. */
    KV_ELEMENTS_PER_TOKEN("elements"),
    /** Bytes in the KV caches before the step, without the sources'. */
    KV_CACHE_BYTES("B"),
    /** The longest context whose keys and values take a share of each device's memory. */
    MAX_CONTEXT("tokens"),
    /** Bytes of memory that a device needs for the step. */
    MEMORY("B"),
    /** FLOP of matrix products of visible pairs and weights, over the seconds of a step. */
    FLOP_PER_SECOND("FLOP/s"),
    /** Bytes that a step moves over its seconds. */
    BYTES_PER_SECOND("B/s");

    private final String unit;

    Kind(String unit) {
      this.unit = unit;
    }

    /** The plain unit. */
    public String unit() {
      return unit;
    }

    /** Whether it is predicted rather than counted. */
    public boolean isTimed() {
      return this == SECONDS || isRate();
    }

    /** Whether more is faster. */
    public boolean isRate() {
      return this == TOKENS_PER_SECOND || this == FLOP_PER_SECOND || this == BYTES_PER_SECOND;
    }
  }

  /** Which of our figures is held against the published one. */
  public enum Basis {
    /** The predicted time: what was published had been measured. */
    PREDICTED,
    /** The roofline: what was published is a roofline itself. */
    ROOFLINE,
    /** The same without exchanges between devices: what was published leaves them out. */
    ROOFLINE_LINKS_FREE
  }

  /**
   * How the number follows from a step.
   *
   * @param kind what it is of
   * @param basis which of our figures it is held against
   * @param per by what a step's time is divided: tokens, for a time per token
   * @param attentionOnly whether only the attention core of one layer ran
   * @param training how it is trained, in a training step
   * @param outputLength tokens generated for each sequence, in a generation
   * @param memoryShare of a device's memory that keys and values may take, for a longest context
   */
  public record Quantity(
      Kind kind,
      Basis basis,
      double per,
      boolean attentionOnly,
      Training training,
      long outputLength,
      double memoryShare) {}
}
