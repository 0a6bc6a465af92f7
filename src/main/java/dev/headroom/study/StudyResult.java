package dev.headroom.study;

import dev.headroom.validate.ErrorSummary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A study predicted cell by cell.
 *
 * @param study what was published
 * @param calibrated the numbers that were calibrated
 * @param cells every cell, in the study's order
 * @param parts the cells that are taken apart
 * @param tradeOffs quality against decode time
 */
public record StudyResult(
    Study study,
    List<Calibrated> calibrated,
    List<Predicted> cells,
    List<Parts> parts,
    List<Traded> tradeOffs) {
  /** Copies the lists. */
  public StudyResult {
    calibrated = List.copyOf(calibrated);
    cells = List.copyOf(cells);
    parts = List.copyOf(parts);
    tradeOffs = List.copyOf(tradeOffs);
  }

  /**
   * A number that one cell set.
   *
   * @param parameter which
   * @param owner device or runtime whose it is
   * @param cell by which cell
   * @param value the value at which that cell comes out right
   * @param inProfile the profile's or the runtime's value, if it has one
   */
  public record Calibrated(
      Parameter parameter, String owner, String cell, double value, OptionalDouble inProfile) {}

  /**
   * A run's time.
   *
   * @param published as the published figure says
   * @param predicted what is held against it
   */
  public record Seconds(double published, double predicted) {}

  /**
   * One cell, in plain units.
   *
   * @param cell what was published
   * @param lowerBound the bound on it; empty of what is no time
   * @param roofline its roofline, or what was counted
   * @param predicted what is held against the published figure
   * @param calibrated whether it set a number and is not judged
   * @param seconds of the run behind it; empty of what is no time or not predicted
   */
  public record Predicted(
      Cell cell,
      OptionalDouble lowerBound,
      double roofline,
      OptionalDouble predicted,
      boolean calibrated,
      Optional<Seconds> seconds) {
    /** Predicted over published; empty if nothing is predicted. */
    public OptionalDouble ratio() {
      return predicted.isPresent()
          ? OptionalDouble.of(predicted.getAsDouble() / cell.published())
          : OptionalDouble.empty();
    }

    /** Whether a published figure, a measured one, is better than anything can be. */
    public boolean beatsBound() {
      if (!cell.quantity().kind().isTimed()
          || cell.quantity().basis() != Cell.Basis.PREDICTED
          || lowerBound.isEmpty()) {
        return false;
      }
      double bound = lowerBound.getAsDouble();
      return cell.quantity().kind().isRate() ? cell.published() > bound : cell.published() < bound;
    }

    /** Whether it is judged. */
    public boolean isJudged() {
      return !calibrated && predicted.isPresent();
    }
  }

  /**
   * A step taken apart, in seconds; each part comes on top of those before.
   *
   * @param cell which
   * @param products matrix products, weights and activations, the cache passing in no time
   * @param readOnce every cached key and value read once at the full bandwidth
   * @param rewriting the rest of the passes over the cache, at the full bandwidth
   * @param fewRows what all passes take longer because few rows share a key
   */
  public record Parts(
      Cell cell, double products, double readOnce, double rewriting, double fewRows) {
    /** All parts. */
    public double total() {
      return products + readOnce + rewriting + fewRows;
    }
  }

  /**
   * A variant on a device.
   *
   * @param tradeOff which trade-off
   * @param model which variant
   * @param place where
   * @param seconds of a decoding step, predicted
   * @param figures its quality
   */
  public record Traded(
      TradeOff tradeOff,
      String model,
      TradeOff.Place place,
      double seconds,
      List<Quality.Figure> figures) {
    /** Copies the list. */
    public Traded {
      figures = List.copyOf(figures);
    }

    /** Microseconds of a step for each token that it advances. */
    public double secondsPerToken() {
      return seconds / tradeOff.batchSize();
    }
  }

  /** How many numbers were calibrated; one that was settled in turn with another counts once. */
  public long calibratedNumbers() {
    return calibrated.stream()
        .map(each -> each.parameter() + " " + each.owner())
        .distinct()
        .count();
  }

  /** The cells that are judged. */
  public List<Predicted> judged() {
    return cells.stream().filter(Predicted::isJudged).toList();
  }

  /** How far the judged ones are off; empty if none is judged. */
  public Optional<ErrorSummary> errors() {
    List<Predicted> judged = judged();
    if (judged.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(errorsOf(judged));
  }

  /** How far these are off, at least one. */
  public static ErrorSummary errorsOf(List<Predicted> cells) {
    return ErrorSummary.of(
        cells.stream().mapToDouble(each -> each.predicted().orElseThrow()).toArray(),
        cells.stream().mapToDouble(each -> each.cell().published()).toArray());
  }

  /** How many judged cells are off by at most this factor, either way. */
  public long within(double factor) {
    return judged().stream()
        .mapToDouble(each -> each.ratio().orElseThrow())
        .filter(ratio -> ratio <= factor && ratio >= 1 / factor)
        .count();
  }

  /** How many published times are shorter than their bound. */
  public long beatenBounds() {
    return cells.stream().filter(Predicted::beatsBound).count();
  }
}
