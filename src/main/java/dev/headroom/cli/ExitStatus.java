package dev.headroom.cli;

/** What the process's exit status means. */
final class ExitStatus {
  static final int OK = 0;
  static final int OUR_FAULT = 1;
  static final int USAGE = 2;
  static final int BAD_FILE = 3;
  static final int THRESHOLD_MISSED = 4;
  static final int NOT_POSSIBLE_HERE = 5;

  private ExitStatus() {}
}
