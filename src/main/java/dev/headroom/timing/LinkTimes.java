package dev.headroom.timing;

import dev.headroom.cost.ExchangeOperator;
import dev.headroom.hardware.Link;
import dev.headroom.hardware.LinkTopology;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How long exchanges take on a device's links. With {@code V} bytes of payload, {@code w} ways,
 * {@code B} what a device can send a second, {@code α} the latency of a step:
 *
 * <ul>
 *   <li>a gather, or a scattered sum: {@code V·(w−1)/(w·B) + steps·α}; a sum that all get is one
 *       after the other, or, over a switch and if that is shorter, all parts sent to all in one
 *       step: {@code V·(w−1)/B + α};
 *   <li>steps: 1 over a switch and where all are joined with all; {@code w−1} around a ring and
 *       through a host; on a torus {@code ⌊s/2⌋} along each side of {@code s} devices, since both
 *       directions are used;
 *   <li>an exchange of all with all: as a gather over a switch; on a ring or a torus, where bytes
 *       pass others on their way, {@code V·Σs/(4·B)};
 *   <li>a hand-over: {@code V/B + α}.
 * </ul>
 *
 * <p>A mesh of {@code D} dimensions is taken to have equal sides. Ways along one side of it have
 * that side's links: {@code B} times the sides they span over {@code D}. More devices than a link
 * joins exchange within it, then, each its part, over the next. Nothing is hidden behind work.
 *
 * @param device whose links they are
 * @param links of it
 * @param rings whether programs go around rings also where a switch joins all
 * @param firstStepSeconds latency of a step of the fastest link, where it is not the profile's
 * @see <a href="https://arxiv.org/abs/2211.05102">Pope et al. 2022, appendix A.1</a>
 * @see <a href="https://jax-ml.github.io/scaling-book/sharding">Austin et al. 2025, How to Scale
 *     Your Model, for the torus</a>
 */
record LinkTimes(String device, List<Link> links, boolean rings, OptionalDouble firstStepSeconds) {

  /** The links that a profile states. */
  LinkTimes(String device, List<Link> links) {
    this(device, links, false, OptionalDouble.empty());
  }

  /** A step where a profile states no latency: a kernel's launch and a link's way, estimated. */
  private static final double USUAL_STEP_SECONDS = 2e-6;

  /** No links. */
  static final LinkTimes NONE = new LinkTimes("", List.of());

  /** Links on which nothing takes time. */
  static final LinkTimes FREE = new LinkTimes("free", List.of());

  /** Copies the list, the fastest link first. */
  LinkTimes {
    links =
        links.stream()
            .sorted(
                Comparator.comparingDouble(Link::bandwidthPerDirectionBytesPerSecond).reversed())
            .toList();
  }

  /**
   * Seconds of an exchange in a step of so many tokens.
   *
   * @throws IllegalArgumentException if no link joins so many devices
   */
  double seconds(ExchangeOperator exchange, double tokens) {
    if (isFree()) {
      return 0;
    }
    double payload = exchange.payloadBytes(tokens);
    Optional<Link> whole = joining(exchange.span());
    Optional<Link> inner =
        links.stream()
            .filter(link -> link.devices().value() < exchange.ways())
            .filter(link -> exchange.ways() % link.devices().value() == 0)
            .findFirst();
    if (whole.isEmpty()) {
      throw new IllegalArgumentException(
          "--tensor-parallel: device '"
              + device
              + "' has no link that joins "
              + exchange.span()
              + " devices");
    }
    Link outer = whole.get();
    if (inner.isEmpty() || isFaster(outer, inner.get())) {
      return seconds(exchange, outer, payload, exchange.ways());
    }
    int within = (int) inner.get().devices().value();
    return seconds(exchange, inner.get(), payload, within)
        + seconds(exchange, outer, payload / within, exchange.ways() / within);
  }

  private static boolean isFaster(Link one, Link other) {
    return one.bandwidthPerDirectionBytesPerSecond() >= other.bandwidthPerDirectionBytesPerSecond();
  }

  private boolean isFree() {
    return equals(FREE);
  }

  /** The fastest link that joins so many devices. */
  Optional<Link> joining(int devices) {
    return links.stream().filter(link -> link.devices().value() >= devices).findFirst();
  }

  /** The same as a program uses them. */
  LinkTimes as(boolean aroundRings, double stepSeconds) {
    return new LinkTimes(device, links, aroundRings, OptionalDouble.of(stepSeconds));
  }

  /** Latency of a step of the fastest link. */
  static double stepSeconds(List<Link> links) {
    return links.stream()
        .max(Comparator.comparingDouble(Link::bandwidthPerDirectionBytesPerSecond))
        .map(link -> link.latencySeconds().orElse(USUAL_STEP_SECONDS))
        .orElse(USUAL_STEP_SECONDS);
  }

  private double seconds(ExchangeOperator exchange, Link link, double payload, int ways) {
    Mesh mesh = Mesh.of(topology(link), ways, Math.max(ways, exchange.span()));
    double bandwidth = link.bandwidthPerDirectionBytesPerSecond() * mesh.shareOfLinks();
    double stated = link.latencySeconds().orElse(USUAL_STEP_SECONDS);
    double step = link.equals(links.get(0)) ? firstStepSeconds.orElse(stated) : stated;
    double part = payload * (ways - 1) / ways / bandwidth + mesh.steps() * step;
    return switch (exchange.kind()) {
      case HAND_OVER -> payload / link.bandwidthPerDirectionBytesPerSecond() + step;
      case ALL_TO_ALL ->
          mesh.isSwitched() ? part : payload * mesh.sides() / 4 / bandwidth + mesh.steps() * step;
      case ALL_REDUCE ->
          mesh.isSwitched()
              ? Math.min(2 * part, payload * (ways - 1) / bandwidth + step)
              : 2 * part;
      default -> part;
    };
  }

  private LinkTopology topology(Link link) {
    boolean joined =
        link.topology() == LinkTopology.SWITCH || link.topology() == LinkTopology.ALL_TO_ALL;
    return rings && joined ? LinkTopology.RING : link.topology();
  }

  /**
   * How the ways lie.
   *
   * @param isSwitched whether every two are joined
   * @param steps from the first to the last of them
   * @param sides devices along all sides that they span, added up
   * @param shareOfLinks of a device's links that lead along those sides
   */
  private record Mesh(boolean isSwitched, double steps, double sides, double shareOfLinks) {
    static Mesh of(LinkTopology topology, int ways, int span) {
      return switch (topology) {
        case SWITCH, ALL_TO_ALL -> new Mesh(true, 1, ways, 1);
        case RING, HOST -> new Mesh(false, ways - 1.0, ways, 1);
        case TORUS_2D -> torus(2, ways, span);
        case TORUS_3D -> torus(3, ways, span);
      };
    }

    private static Mesh torus(int dimensions, int ways, int span) {
      double along = span == 1 ? dimensions : dimensions * Math.log(ways) / Math.log(span);
      int spanned = (int) Math.max(1, Math.min(dimensions, Math.round(along)));
      double side = Math.pow(ways, 1.0 / spanned);
      double steps = spanned * Math.max(1, Math.floor(side / 2 + 1e-9));
      return new Mesh(false, steps, spanned * side, (double) spanned / dimensions);
    }
  }
}
