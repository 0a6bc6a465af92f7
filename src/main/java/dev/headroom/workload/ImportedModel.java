package dev.headroom.workload;

import java.util.List;
import java.util.Optional;

/**
 * A model as read from a file, with what the user should know about the reading.
 *
 * @param model the shape
 * @param dataType the type in which the file says its weights are stored, if it is one of ours
 * @param origin where the shape comes from
 * @param warnings what was assumed and what is not counted, each {@code FILE:LINE:COL KEY: …}
 */
public record ImportedModel(
    Model model, Optional<DataType> dataType, ModelOrigin origin, List<String> warnings) {
  /** Copies the list. */
  public ImportedModel {
    warnings = List.copyOf(warnings);
  }
}
