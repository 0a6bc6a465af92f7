package dev.headroom.study;

import dev.headroom.timing.Reached;
import dev.headroom.workload.Overheads;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A number of a device or of a program that a study may be calibrated in. */
public enum Parameter {
  /** Part of the matrix peak that large products reach. */
  MATRIX_EFFICIENCY(true, 1e-3, 1),
  /** Part of the memory's bandwidth at which programs stream. */
  MEMORY_EFFICIENCY(true, 1e-3, 1),
  /** Bytes of cached keys and values per second that products with one row take. */
  FEW_ROW_RATE(true, 1e6, 1e14),
  /** Latency of a step of the fastest link. */
  LINK_S(true, 1e-9, 1e-2),
  /** Seconds of the program for every operator. */
  OPERATOR_S(false, 1e-9, 1e-2),
  /** Seconds of the program for every exchange between devices. */
  EXCHANGE_S(false, 1e-9, 1e-2),
  /** Part of the bandwidth at which weights of eight bits come that are widened. */
  INT8_RATE(false, 1e-3, 1),
  /** The same of four bits. */
  INT4_RATE(false, 1e-3, 1);

  private final boolean ofDevice;
  private final double least;
  private final double most;

  Parameter(boolean ofDevice, double least, double most) {
    this.ofDevice = ofDevice;
    this.least = least;
    this.most = most;
  }

  /** Whether a profile has it; else a runtime does. */
  public boolean isOfDevice() {
    return ofDevice;
  }

  /** Whether it is a time, with which a step takes longer; else a rate, with which it is faster. */
  public boolean isTime() {
    return this == LINK_S || this == OPERATOR_S || this == EXCHANGE_S;
  }

  /** The least value that is looked at. */
  double least() {
    return least;
  }

  /** The largest value that is looked at. */
  double most() {
    return most;
  }

  /** What is known with this number changed. */
  Reached in(Reached reached, double value) {
    Overheads o = reached.overheads();
    return switch (this) {
      case MATRIX_EFFICIENCY -> reached.withMatrixEfficiency(value);
      case MEMORY_EFFICIENCY -> reached.withMemoryEfficiency(value);
      case FEW_ROW_RATE -> reached.withFewRowRate(value);
      case LINK_S -> reached.withLinkStepSeconds(value);
      case OPERATOR_S -> reached.withOverheads(o.withOperatorSeconds(value));
      case EXCHANGE_S -> reached.withOverheads(o.withExchangeSeconds(value));
      case INT8_RATE -> reached.withOverheads(o.withRates(value, o.int4Rate()));
      case INT4_RATE -> reached.withOverheads(o.withRates(o.int8Rate(), value));
    };
  }

  /** Its value. */
  double of(Reached reached) {
    return switch (this) {
      case MATRIX_EFFICIENCY -> reached.matrixEfficiency();
      case MEMORY_EFFICIENCY -> reached.memoryEfficiency();
      case FEW_ROW_RATE -> reached.fewRowRate();
      case LINK_S -> reached.linkStepSeconds();
      case OPERATOR_S -> reached.overheads().operatorSeconds();
      case EXCHANGE_S -> reached.overheads().exchangeSeconds();
      case INT8_RATE -> reached.overheads().int8Rate();
      case INT4_RATE -> reached.overheads().int4Rate();
    };
  }

  /** The name in files: {@code few_row_rate}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Map<String, Parameter> byKey() {
    return Arrays.stream(values()).collect(Collectors.toMap(Parameter::key, Function.identity()));
  }
}
