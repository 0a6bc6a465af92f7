package dev.headroom.peers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * TorchScript archives of a module whose {@code forward(q, k, v, n)} does one thing n times, so that the way into the
 * library is paid once a sample.
 */
final class TorchScript {
  private static final String NAME = "one";

  // Pickle, protocol 2: an object of class __torch__.M whose state is {"training": False}.
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nM\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0089ub.";
  // An empty tuple.
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private TorchScript() {}

  /** Attention of queries to keys and values, all as {@code [batch][heads][tokens][width]}. */
  static InputStream attention(boolean causal) throws IOException {
    return archive(
        "torch.scaled_dot_product_attention(o, k, v, None, 0., %s, scale=None, enable_gqa=False)"
            .formatted(causal ? "True" : "False"));
  }

  /** The product of q and k. */
  static InputStream product() throws IOException {
    return archive("torch.matmul(q, k)");
  }

  private static InputStream archive(String expression) throws IOException {
    String code =
        """
        class M(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.M,
            q: Tensor,
            k: Tensor,
            v: Tensor,
            n: Tensor) -> Tensor:
            times = int(n)
            o = q
            for i in range(times):
              next = %s
              o = next
            return o
        """
            .formatted(expression);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", OBJECT);
      put(zip, "code/__torch__.py", code);
      put(zip, "constants.pkl", NO_CONSTANTS);
      put(zip, "version", "6\n");
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void put(ZipOutputStream zip, String path, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    ZipEntry entry = new ZipEntry(NAME + "/" + path);
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
