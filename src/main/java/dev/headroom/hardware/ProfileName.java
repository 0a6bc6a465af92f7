package dev.headroom.hardware;

import java.util.List;

/**
 * A profile that can be had, known without reading all of it.
 *
 * @param name the preset name
 * @param aliases other names it is found by
 * @param origin where it is: a folder, or {@code built-in}
 */
public record ProfileName(String name, List<String> aliases, String origin) {
  /** Copies the list. */
  public ProfileName {
    aliases = List.copyOf(aliases);
  }

  /** Whether a name in preset form is this name or one of the aliases. */
  boolean answersTo(String preset) {
    return name.equals(preset)
        || aliases.stream().anyMatch(alias -> Identity.preset(alias).equals(preset));
  }
}
