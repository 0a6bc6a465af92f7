package dev.headroom.workload;

import dev.headroom.document.MappingReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Where a model's shape comes from: the object {@code headroom} of a preset.
 *
 * @param title the name as its authors write it
 * @param source the document or file that states the shape
 * @param evidence how the source was used
 * @param publishedParameters the parameter count that its authors state, if known
 * @param aliases other names by which it is found
 */
public record ModelOrigin(
    String title,
    String source,
    Evidence evidence,
    OptionalDouble publishedParameters,
    List<String> aliases) {

  /** How a source was used. */
  public enum Evidence {
    /** The source was read. */
    READ,
    /** The shape is generally known and was not looked up again. */
    RECALLED
  }

  /** Copies the list. */
  public ModelOrigin {
    aliases = List.copyOf(aliases);
  }

  /** A plain {@code config.json}, which says nothing about itself. */
  static ModelOrigin ofFile(String name, String file) {
    return new ModelOrigin(name, file, Evidence.READ, OptionalDouble.empty(), List.of());
  }

  /** Reads the object strictly: it is ours. */
  static ModelOrigin read(MappingReader reader) {
    Map<String, Evidence> kinds = new LinkedHashMap<>();
    kinds.put("read", Evidence.READ);
    kinds.put("recalled", Evidence.RECALLED);
    return new ModelOrigin(
        reader.text("title"),
        reader.text("source"),
        reader.oneOf("evidence", kinds),
        reader.optionalNumber("published_parameters"),
        reader.texts("aliases"));
  }
}
