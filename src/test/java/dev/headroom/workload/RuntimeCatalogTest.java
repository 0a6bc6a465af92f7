package dev.headroom.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.InvalidDocumentException;
import dev.headroom.workload.ExecutionPolicy.BeamReorder;
import dev.headroom.workload.ExecutionPolicy.CacheUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Execution policies as files. */
final class RuntimeCatalogTest {

  @Test
  void constantsAreWhatTheFilesSay() {
    assertThat(RuntimeCatalog.find("flash")).isEqualTo(ExecutionPolicy.FLASH);
    assertThat(RuntimeCatalog.find("unfused")).isEqualTo(ExecutionPolicy.UNFUSED);
  }

  @Test
  void everyNameHasItsFile() {
    assertThat(RuntimeCatalog.names())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(RuntimeCatalog.find(name).name()).isEqualTo(name));
  }

  /** Weights of 4 bytes beside BF16, as tensor2tensor's mtf_transformer2_base sets them. */
  @Test
  void thePapersProgram() {
    ExecutionPolicy policy = RuntimeCatalog.find("mesh-tensorflow-2019");
    assertThat(policy.cacheUpdate()).isEqualTo(CacheUpdate.REWRITE);
    assertThat(policy.beamReorder()).isEqualTo(BeamReorder.SELECTOR);
    assertThat(policy.compiled().fixedShapes()).isTrue();
    Precision precision = policy.types().applyTo(Precision.of(DataType.FP16));
    assertThat(precision.weights()).isEqualTo(DataType.FP32);
    assertThat(precision.activations()).isEqualTo(DataType.BF16);
    assertThat(precision.kvCache()).isEqualTo(KvFormat.of(DataType.BF16));
    assertThat(precision.weightProducts()).isEqualTo(DataType.BF16);
  }

  @Test
  void allFaultsOfAFileAtOnce(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        schema_version: 1
        name: mine
        description: a test
        source: none
        fused: perhaps
        tile_rows: 0
        cache_update: in_plaec
        beam_reorder: copy
        fixed_shapes: false
        overlapped: true
        extra: 1
        """);
    assertThatThrownBy(() -> RuntimeCatalog.read(file))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("mine.yaml:5:8 fused:")
        .hasMessageContaining("mine.yaml:6:12 tile_rows:")
        .hasMessageContaining("mine.yaml:7:15 cache_update:")
        .hasMessageContaining("did you mean 'in_place'")
        .hasMessageContaining("extra");
  }
}
