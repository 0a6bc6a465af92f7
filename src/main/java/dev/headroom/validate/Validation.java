package dev.headroom.validate;

import dev.headroom.measure.StoredCalibration;
import dev.headroom.validate.ValidationGroup.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Predicted against measured.
 *
 * @param kernel that ran, in words
 * @param rows all shapes, in the order of the draws; a few may have no undisturbed sample
 * @param groups by phase, variant and stored type
 * @param total of all measured rows; absent if there is none
 * @param ranking of the variants
 * @param ablations of the model, if it was asked for them
 */
public record Validation(
    String kernel,
    List<ValidationRow> rows,
    List<ValidationGroup> groups,
    Optional<ValidationGroup> total,
    VariantRanking ranking,
    List<Ablation> ablations) {
  /** Copies the lists. */
  public Validation {
    rows = List.copyOf(rows);
    groups = List.copyOf(groups);
    ablations = List.copyOf(ablations);
  }

  /** Judges rows. */
  public static Validation of(String kernel, List<ValidationRow> rows) {
    List<ValidationRow> measured = rows.stream().filter(ValidationRow::isMeasured).toList();
    Map<Name, List<ValidationRow>> byName = new LinkedHashMap<>();
    for (ValidationRow row : measured) {
      byName.computeIfAbsent(Name.of(row), name -> new ArrayList<>()).add(row);
    }
    List<ValidationGroup> groups = new ArrayList<>();
    byName.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Validation::byWords))
        .forEach(entry -> groups.add(ValidationGroup.of(entry.getKey(), entry.getValue())));
    Optional<ValidationGroup> total =
        measured.isEmpty() ? Optional.empty() : Optional.of(ValidationGroup.of(Name.ALL, measured));
    return new Validation(kernel, rows, groups, total, VariantRanking.of(measured), List.of());
  }

  /** The same, and what each term of the model was worth on the measured rows. */
  Validation with(StoredCalibration calibration) {
    List<ValidationRow> measured = rows.stream().filter(ValidationRow::isMeasured).toList();
    return measured.isEmpty()
        ? this
        : new Validation(kernel, rows, groups, total, ranking, Ablation.of(calibration, measured));
  }

  private static int byWords(Name a, Name b) {
    return List.of(a.phase(), a.attention(), a.kvType())
        .toString()
        .compareTo(List.of(b.phase(), b.attention(), b.kvType()).toString());
  }
}
