package dev.headroom.workload;

/** A model name that nothing answers to; the message names the nearest and the known ones. */
public class UnknownModelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Takes the whole message. */
  public UnknownModelException(String message) {
    super(message);
  }
}
