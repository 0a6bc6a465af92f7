package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.hardware.KernelStructure.Form;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which kernel of a device computes a call, as the shipped profiles order them. */
class KernelWishTest {
  private static DeviceProfile device(String name) {
    return ProfileCatalog.builtIn().find(name);
  }

  private static Optional<String> found(
      String wish, String device, Form form, DataType stored, boolean decodes) {
    return KernelWish.parse(wish)
        .find(device(device), form, stored, decodes)
        .map(KernelProfile::name);
  }

  /** On Blackwell the kernel for decode also takes some prompts, but is not meant for them. */
  @ParameterizedTest
  @CsvSource({
    "h100-sxm, GROUPED, BF16, true, sglang.fa3.bf16",
    "h100-sxm, GROUPED, FP16, false, sglang.fa3.bf16",
    "h100-sxm, GROUPED, FP8, false, sglang.fa3.fp8",
    "h100-sxm, ABSORBED, BF16, true, sglang.flash_attention.bf16",
    "h100-sxm, EXPANDED, FP8, false, trtllm.default.fp8",
    "b200-sxm-hgx, GROUPED, BF16, true, vllm.vllm_flashinfer_trtllmdecode.bf16",
    "b200-sxm-hgx, GROUPED, BF16, false, vllm.vllm_flashinfer_trtllmprefill.bf16",
    "b200-sxm-hgx, GROUPED, FP8, false, vllm.vllm_flashinfer_trtllmprefill.fp8",
    "b200-sxm-hgx, EXPANDED, BF16, false, sglang.trtllm_mla.bf16",
    "l40s, GROUPED, FP8, false, vllm.vllm_flashinfer_fiprefill.fp8",
    "l40s, GROUPED, FP8, true, vllm.vllm_flashinfer_fidecode.fp8",
    "h20, GROUPED, BF16, true, flashinfer.flashinfer_batch_decode_page1.bf16",
    "h20, GROUPED, BF16, false, sgl_kernel.fa3_varlen.bf16",
    "tpu-v6e-trillium, GROUPED, BF16, true, torch_xla.unknown_tpu.bf16",
    "h200-sxm, GROUPED, BF16, true, sglang.fa3.bf16"
  })
  void theProfilePrefers(
      String device, Form form, DataType stored, boolean decodes, String expected) {
    assertThat(KernelWish.PREFERRED.find(device(device), form, stored, decodes))
        .map(KernelProfile::name)
        .hasValue(expected);
  }

  @Test
  void whatNoKernelComputesIsNotFound() {
    assertThat(found("", "h100-sxm", Form.GROUPED, DataType.INT8, true)).isEmpty();
    assertThat(found("", "l40s", Form.ABSORBED, DataType.BF16, true)).isEmpty();
    assertThat(found("", "tpu-v2", Form.GROUPED, DataType.BF16, true)).isEmpty();
    assertThat(found("none", "h100-sxm", Form.GROUPED, DataType.BF16, true)).isEmpty();
    assertThat(found("Roofline", "h100-sxm", Form.GROUPED, DataType.BF16, true)).isEmpty();
  }

  /** Expanded, latent attention has keys and values for every head, like MHA. */
  @Test
  void kernelsOfOrdinaryAttentionStandInForExpandedLatents() {
    assertThat(found("", "a100-80gb-sxm", Form.EXPANDED, DataType.BF16, false))
        .hasValue("sglang.flash_attention.bf16");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm",
        "vllm_flash_attn_fa3",
        "VLLM.vllm_flash_attn_fa3",
        "vllm.vllm_flash_attn_fa3.bf16"
      })
  void aPartOfANameIsEnough(String wish) {
    assertThat(found(wish, "h100-sxm", Form.GROUPED, DataType.BF16, true))
        .hasValue("vllm.vllm_flash_attn_fa3.bf16");
  }

  @Test
  void aPartIsWhole() {
    assertThatThrownBy(() -> KernelWish.parse("vll").require(device("h100-sxm")))
        .hasMessageStartingWith(
            "--kernel: unknown kernel 'vll' of device 'h100-sxm'; did you mean 'vllm'? known: none,"
                + " sglang.fa3.bf16, ");
    assertThatThrownBy(() -> KernelWish.parse("fa3").require(device("tpu-v2")))
        .hasMessageStartingWith("--kernel: no kernel was fitted on device 'tpu-v2', was 'fa3'; ");
    KernelWish.PREFERRED.require(device("tpu-v2"));
    KernelWish.NONE.require(device("tpu-v2"));
  }
}
