package dev.headroom.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Models of one operator, as bytes of an ONNX file: protocol buffers, so few of whose messages are needed that they are
 * written by hand.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto, which has the field numbers</a>
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">The operators' definitions</a>
 */
final class OnnxModel {
  private static final int FLOAT = 1;
  private static final int INT32 = 6;
  private static final int ATTRIBUTE_INT = 2;
  private static final String CONTRIB = "com.microsoft";

  private OnnxModel() {}

  /** One query a sequence, keys and values as {@code [batch][heads][tokens][width]}. */
  static byte[] multiHeadDecode(int heads) {
    Message node = node("MultiHeadAttention", CONTRIB, List.of("q", "k", "v"), List.of("o"));
    node.message(5, attribute("num_heads", heads));
    return model(
        graph(node)
            .message(11, tensor("q", FLOAT, 3))
            .message(11, tensor("k", FLOAT, 4))
            .message(11, tensor("v", FLOAT, 4))
            .message(12, tensor("o", FLOAT, 3)));
  }

  /** A causal prompt, everything as {@code [batch][tokens][heads · width]}. */
  static byte[] multiHeadPrefill(int heads) {
    Message node = node("MultiHeadAttention", CONTRIB, List.of("q", "k", "v"), List.of("o"));
    node.message(5, attribute("num_heads", heads)).message(5, attribute("unidirectional", 1));
    return model(
        graph(node)
            .message(11, tensor("q", FLOAT, 3))
            .message(11, tensor("k", FLOAT, 3))
            .message(11, tensor("v", FLOAT, 3))
            .message(12, tensor("o", FLOAT, 3)));
  }

  /** New tokens after those of a cache, appended to it; the cache as {@code [batch][kvHeads][tokens][width]}. */
  static byte[] groupQuery(int queryHeads, int kvHeads) {
    List<String> inputs =
        List.of("q", "k", "v", "past_k", "past_v", "last_index", "total_length");
    Message node =
        node("GroupQueryAttention", CONTRIB, inputs, List.of("o", "present_k", "present_v"));
    node.message(5, attribute("num_heads", queryHeads))
        .message(5, attribute("kv_num_heads", kvHeads));
    return model(
        graph(node)
            .message(11, tensor("q", FLOAT, 3))
            .message(11, tensor("k", FLOAT, 3))
            .message(11, tensor("v", FLOAT, 3))
            .message(11, tensor("past_k", FLOAT, 4))
            .message(11, tensor("past_v", FLOAT, 4))
            .message(11, tensor("last_index", INT32, 1))
            .message(11, tensor("total_length", INT32, 0))
            .message(12, tensor("o", FLOAT, 3))
            .message(12, tensor("present_k", FLOAT, 4))
            .message(12, tensor("present_v", FLOAT, 4)));
  }

  /** A product with constant weights, which the runtime may pack when it loads them. */
  static byte[] product(ProductShape shape, float[] w) {
    ByteBuffer raw = ByteBuffer.allocate(w.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(w);
    Message weights =
        new Message()
            .number(1, shape.inputs())
            .number(1, shape.outputs())
            .number(2, FLOAT)
            .text(8, "w")
            .bytes(9, raw.array());
    return model(
        graph(node("MatMul", "", List.of("x", "w"), List.of("y")))
            .message(5, weights)
            .message(11, tensor("x", FLOAT, 2))
            .message(12, tensor("y", FLOAT, 2)));
  }

  private static byte[] model(Message graph) {
    return new Message()
        .number(1, 8)
        .message(7, graph)
        .message(8, new Message().text(1, "").number(2, 17))
        .message(8, new Message().text(1, CONTRIB).number(2, 1))
        .toBytes();
  }

  private static Message graph(Message node) {
    return new Message().message(1, node).text(2, "one");
  }

  private static Message node(
      String operator, String domain, List<String> inputs, List<String> outputs) {
    Message node = new Message();
    inputs.forEach(input -> node.text(1, input));
    outputs.forEach(output -> node.text(2, output));
    return node.text(4, operator).text(7, domain);
  }

  private static Message attribute(String name, int value) {
    return new Message().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
  }

  /** A tensor of some rank, whose dimensions have names of their own. */
  private static Message tensor(String name, int type, int rank) {
    Message shape = new Message();
    for (int i = 0; i < rank; i++) {
      shape.message(1, new Message().text(2, name + "_" + i));
    }
    Message tensor = new Message().number(1, type).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A protocol buffer in the making. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3 | VARINT);
      varint(value);
      return this;
    }

    Message text(int field, String text) {
      return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message message) {
      return bytes(field, message.toBytes());
    }

    Message bytes(int field, byte[] content) {
      varint((long) field << 3 | LENGTH_DELIMITED);
      varint(content.length);
      bytes.writeBytes(content);
      return this;
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }

    private void varint(long value) {
      long rest = value;
      while (rest > 127) {
        bytes.write((int) (rest & 127 | 128));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
  }
}
