package dev.headroom.measure;

/** Says that other programs left no undisturbed sample of something that must be known. */
public final class MachineTooBusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MachineTooBusyException(String message) {
    super(message);
  }
}
