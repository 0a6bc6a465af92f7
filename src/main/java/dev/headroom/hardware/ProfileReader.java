package dev.headroom.hardware;

import dev.headroom.document.Document;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Scalar;
import dev.headroom.document.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a profile strictly: every fault of the file is told at once, with its line, its key and
 * what would be right.
 */
final class ProfileReader {
  private static final Map<String, Integer> VERSIONS = Map.of("1", 1);
  private static final Map<String, DeviceKind> KINDS = DeviceKind.byKey();
  private static final Map<String, LinkTopology> TOPOLOGIES = LinkTopology.byKey();
  private static final long MAX_DEVICES = 10_000_000;

  private final Document document;

  private ProfileReader(Document document) {
    this.document = document;
  }

  /** Takes over a document in which inheritance is already resolved. */
  static DeviceProfile read(Document document) {
    return document.bind(new ProfileReader(document)::profile);
  }

  private DeviceProfile profile(MappingReader root) {
    root.oneOf("schema_version", VERSIONS);
    root.ignore("extends");
    Identity identity = identity(root);
    SourcedReader numbers = new SourcedReader(SourcesReader.read(root));
    MappingReader compute = root.mapping("compute");
    MappingReader memory = root.mapping("memory");
    return new DeviceProfile(
        identity,
        new ComputeReader(compute, numbers).read(),
        new MemoryReader(numbers).read(memory),
        root.optionalMapping("links").map(links -> links(links, numbers)).orElse(List.of()),
        root.optionalMapping("power").map(power -> numbers.quantity(power, "tdp", Unit.WATTS)),
        root.optionalMapping("price").map(price -> price(price, numbers)),
        root.optionalMapping("kernels").map(KernelsReader::read).orElse(List.of()),
        document.name());
  }

  private Identity identity(MappingReader root) {
    String name = root.text("name");
    // What was no text came back as a placeholder, about which there is nothing more to say.
    if (root.node().get("name").orElse(null) instanceof Scalar own && own.text().equals(name)) {
      checkName(root, name);
    }
    return new Identity(
        name,
        root.text("title"),
        root.text("vendor"),
        root.oneOf("kind", KINDS),
        (int) root.integer("year", 1970, 2100),
        root.texts("aliases"));
  }

  private void checkName(MappingReader root, String name) {
    String stem = Ancestry.stem(document.name());
    String preset = Identity.preset(name);
    if (!name.equals(preset)) {
      root.fault(
          "name",
          "must be lower case letters and digits with single hyphens, such as '"
              + (preset.isEmpty() ? stem : preset)
              + "', was '"
              + name
              + "'");
    } else if (!name.equals(stem)) {
      root.fault("name", "must be that of the file, '" + stem + "', was '" + name + "'");
    }
  }

  private static List<Link> links(MappingReader links, SourcedReader numbers) {
    List<Link> read = new ArrayList<>();
    links
        .mappings()
        .forEach(
            (key, form) ->
                read.add(
                    new Link(
                        key,
                        form.optionalText("name").orElse(key),
                        form.oneOf("topology", TOPOLOGIES),
                        numbers.required(form, "devices", f -> numbers.count(f, MAX_DEVICES)),
                        numbers.quantity(form, "bandwidth_per_direction", Unit.BYTES_PER_SECOND),
                        numbers.optionalQuantity(form, "latency", Unit.SECONDS))));
    return read;
  }

  private static Price price(MappingReader form, SourcedReader numbers) {
    return new Price(
        numbers.quantity(form, Unit.USD_PER_HOUR), form.text("place"), SourcesReader.date(form));
  }
}
