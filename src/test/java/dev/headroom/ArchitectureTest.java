package dev.headroom;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.headroom.cli.Main;
import dev.headroom.workload.DataType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house: data flows one way, nothing on the right is known on the left. */
class ArchitectureTest {
  private static final String ROOT = "dev.headroom";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** Which packages a package may know, besides itself. */
  private static final Map<String, Set<String>> KNOWS =
      Map.ofEntries(
          Map.entry("document", Set.of()),
          Map.entry("workload", Set.of("document")),
          Map.entry("hardware", Set.of("document", "workload")),
          Map.entry("cost", Set.of("workload")),
          Map.entry("timing", Set.of("cost", "hardware", "workload")),
          Map.entry("plan", Set.of("timing", "cost", "hardware", "workload", "document")),
          Map.entry("expression", Set.of("document")),
          Map.entry(
              "sweep",
              Set.of("expression", "plan", "timing", "cost", "hardware", "workload", "document")),
          Map.entry("kernel", Set.of("workload")),
          Map.entry("kernel.vector", Set.of("kernel", "workload")),
          Map.entry("measure", Set.of("kernel", "workload", "document")),
          Map.entry("validate", Set.of("measure", "kernel", "workload")),
          Map.entry("measurements", Set.of("timing", "workload", "document")),
          Map.entry(
              "fit",
              Set.of("measurements", "validate", "timing", "hardware", "workload", "document")),
          Map.entry(
              "study", Set.of("validate", "timing", "cost", "hardware", "workload", "document")),
          Map.entry("report", Set.of("document")),
          Map.entry("chart", Set.of("document")),
          Map.entry(
              "report.view",
              Set.of(
                  "report",
                  "study",
                  "fit",
                  "measurements",
                  "validate",
                  "sweep",
                  "expression",
                  "plan",
                  "timing",
                  "cost",
                  "hardware",
                  "workload",
                  "document")),
          Map.entry(
              "figure",
              Set.of(
                  "chart",
                  "report",
                  "report.view",
                  "validate",
                  "timing",
                  "hardware",
                  "workload",
                  "document")),
          Map.entry(
              "cli",
              Set.of(
                  "",
                  "figure",
                  "chart",
                  "report.view",
                  "report",
                  "study",
                  "sweep",
                  "expression",
                  "plan",
                  "timing",
                  "cost",
                  "fit",
                  "measurements",
                  "validate",
                  "measure",
                  "hardware",
                  "workload",
                  "document")),
          Map.entry("", Set.of("timing", "hardware", "workload")));

  private static final Set<String> EMPTY_WORDS =
      Set.of("util", "utils", "common", "commons", "helper", "helpers", "manager", "core");

  private static String packageName(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }

  static Stream<String> packages() {
    return KNOWS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageKnowsOnlyWhatIsOnItsLeft(String name) {
    String[] allowed =
        Stream.concat(Stream.of(name), KNOWS.getOrDefault(name, Set.of()).stream())
            .map(ArchitectureTest::packageName)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(packageName(name))
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(allowed)))
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsPlace() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(
            packages().map(ArchitectureTest::packageName).toList());
  }

  @Test
  void ofWorkloadsHardwareKnowsTheDataTypesAlone() {
    noClasses()
        .that()
        .resideInAPackage(packageName("hardware"))
        .should()
        .dependOnClassesThat(
            describe(
                "are workloads but no data types",
                type ->
                    type.getPackageName().equals(packageName("workload"))
                        && !type.isEquivalentTo(DataType.class)))
        .check(CLASSES);
  }

  @Test
  void noTwoPackagesKnowEachOther() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void librariesStayBehindTheirFences() {
    fence("document", "org.snakeyaml..", "com.fasterxml..", "org.apache.commons.csv..");
    fence("cli", "picocli..");
    fence("expression", "com.ezylang..");
    fence("chart", "org.jfree..", "org.apache.batik..", "org.apache.pdfbox..", "de.rototor..");
  }

  private static void fence(String inside, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageName(inside))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(CLASSES);
  }

  @Test
  void onlyMainTouchesTheProcess() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Main.class)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(System.class, "in")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(Locale.class, "setDefault", Locale.class)
        .orShould()
        .callMethod(TimeZone.class, "setDefault", TimeZone.class)
        .check(CLASSES);
  }

  @Test
  void aNameSaysWhatAThingIs() {
    Pattern words = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[.$]");
    for (JavaClass type : CLASSES) {
      List<String> name =
          words.splitAsStream(type.getName()).map(word -> word.toLowerCase(Locale.ROOT)).toList();
      assertThat(name).as(type.getName()).doesNotContainAnyElementsOf(EMPTY_WORDS);
    }
  }
}
