package dev.headroom.hardware;

/** A device name that no profile answers to; the message names the nearest and the known ones. */
public class UnknownDeviceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Takes the whole message. */
  public UnknownDeviceException(String message) {
    super(message);
  }
}
