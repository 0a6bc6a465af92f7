package dev.headroom.report;

import java.util.List;

/**
 * A picture of a page.
 *
 * @param svg a whole document, as this program's charts write it
 * @param sentences of its caption
 */
public record Picture(String svg, List<String> sentences) {
  /** Copies the list. */
  public Picture {
    sentences = List.copyOf(sentences);
  }
}
