package dev.headroom.hardware;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a device is called.
 *
 * @param name the preset name, also that of its file: {@code h100-sxm}
 * @param title for people: {@code NVIDIA H100 SXM}
 * @param vendor who makes it
 * @param kind its family
 * @param year of its release
 * @param aliases other names it is found by
 */
public record Identity(
    String name, String title, String vendor, DeviceKind kind, int year, List<String> aliases) {
  private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");
  private static final Pattern ENDS = Pattern.compile("^-|-$");

  /** Copies the list. */
  public Identity {
    aliases = List.copyOf(aliases);
  }

  /**
   * The preset form of a name: lower case, every run of other characters one hyphen, none at the
   * ends; {@code NVIDIA/H100} and {@code nvidia_h100} are the same name.
   */
  public static String preset(String name) {
    String hyphens = OTHER.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
    return ENDS.matcher(hyphens).replaceAll("");
  }
}
