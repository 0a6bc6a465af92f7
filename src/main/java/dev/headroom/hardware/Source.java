package dev.headroom.hardware;

/** Where a number comes from: a document, a measurement, or an estimate with its reason. */
public sealed interface Source {
  /** One line for tables and reports. */
  String describe();

  /** Whether somebody read or measured the number, rather than recalled or derived it. */
  default boolean isChecked() {
    return !(this instanceof Estimated);
  }

  /**
   * A document in which the number was read.
   *
   * @param title enough to find it again
   * @param date when it was published or, for a page that changes, read: {@code 2023-03}
   */
  record Document(String title, String date) implements Source {
    @Override
    public String describe() {
      return title + " (" + date + ")";
    }
  }

  /**
   * A measurement.
   *
   * @param machine on which machine
   * @param command by which command, so that it can be repeated
   * @param date when: {@code 2026-03-15}
   */
  record Measured(String machine, String command, String date) implements Source {
    @Override
    public String describe() {
      return "measured on " + machine + " by " + command + " (" + date + ")";
    }
  }

  /**
   * A number that was derived, recalled or guessed.
   *
   * @param reason how, so that the reader can judge it
   */
  record Estimated(String reason) implements Source {
    @Override
    public String describe() {
      return "estimated: " + reason;
    }
  }
}
