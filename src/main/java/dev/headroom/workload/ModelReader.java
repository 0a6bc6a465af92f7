package dev.headroom.workload;

import dev.headroom.document.Document;
import dev.headroom.document.JsonReader;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Nearest;
import dev.headroom.workload.ModelFamily.Trait;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a model's shape out of a {@code config.json} as Hugging Face's libraries write it. Presets
 * have the same form and an object {@code headroom} besides.
 *
 * <p>Keys that cannot change a count are ignored. A key that would change one and is not understood
 * is a fault, and what an unknown {@code model_type} leaves open is assumed with a warning.
 */
public final class ModelReader {
  private static final List<String> TEXT_MODELS =
      List.of("text_config", "llm_config", "language_config");

  private static final Map<String, DataType> DATA_TYPES =
      Map.of(
          "float32", DataType.FP32,
          "float16", DataType.FP16,
          "bfloat16", DataType.BF16,
          "float8_e4m3fn", DataType.FP8);

  private final MappingReader file;
  private final ConfigFields fields;

  private ModelReader(MappingReader file) {
    this.file = file;
    file.ignoreRest();
    Optional<MappingReader> nested = textModel(file);
    MappingReader text = nested.orElse(file);
    String type =
        text.optionalText("model_type").or(() -> file.optionalText("model_type")).orElse("");
    this.fields = new ConfigFields(text, file, ModelFamilies.of(type));
    nested.ifPresent(
        inner -> fields.warn("model_type", "only the text model '" + type + "' is counted"));
  }

  /**
   * Reads a file; a folder stands for the {@code config.json} in it.
   *
   * @throws dev.headroom.document.InvalidDocumentException with all faults of the file
   */
  public static ImportedModel read(Path path) {
    Path file = path.toFile().isDirectory() ? path.resolve("config.json") : path;
    return read(nameOf(file), JsonReader.read(file));
  }

  /**
   * Takes over a document.
   *
   * @param name what the model is to be called
   * @throws dev.headroom.document.InvalidDocumentException with all faults of the document
   */
  public static ImportedModel read(String name, Document document) {
    return document.bind(file -> new ModelReader(file).read(name, document.name()));
  }

  /** The file's name without its ending; the folder's for a {@code config.json}. */
  private static String nameOf(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    String name = String.valueOf(file.getFileName());
    if (name.equals("config.json") && folder != null && folder.getFileName() != null) {
      return folder.getFileName().toString();
    }
    return name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
  }

  private static Optional<MappingReader> textModel(MappingReader file) {
    return TEXT_MODELS.stream().flatMap(key -> file.optionalMapping(key).stream()).findFirst();
  }

  private ImportedModel read(String name, String source) {
    ModelOrigin origin =
        file.optionalMapping("headroom")
            .map(ModelOrigin::read)
            .orElseGet(() -> ModelOrigin.ofFile(name, source));
    MisspelledKeys.refuse(fields);
    NotModelled.refuse(fields);
    boolean encoder = StackReader.hasEncoder(fields);
    StackReader stacks = new StackReader(fields);
    EmbeddingReader ends = new EmbeddingReader(fields);
    if (encoder) {
      stacks.refuseBesideEncoder();
    }
    Model model =
        new Model(
            name,
            fields.require(ConfigKey.HIDDEN_SIZE),
            ends.read(encoder ? 2 : 1),
            ends.maxContext(),
            encoder ? stacks.decoderAfterEncoder() : stacks.decoderOnly(),
            encoder ? stacks.encoder() : List.of(),
            origin.source());
    warnOfAssumptions();
    return new ImportedModel(model, dataType(), origin, fields.warnings());
  }

  private void warnOfAssumptions() {
    if (!fields.is(Trait.UNKNOWN)) {
      return;
    }
    String type = fields.family().type();
    String what =
        type.isEmpty() ? "no model_type is given" : "unknown type '" + type + "'" + near(type);
    fields.warn("model_type", what + "; assumed: " + String.join("; ", fields.assumptions()));
  }

  private static String near(String type) {
    return Nearest.to(type, ModelFamilies.types()).map(t -> " (like '" + t + "'?)").orElse("");
  }

  private Optional<DataType> dataType() {
    return fields
        .text(List.of("torch_dtype", "dtype"))
        .flatMap(type -> Optional.ofNullable(DATA_TYPES.get(type)));
  }
}
