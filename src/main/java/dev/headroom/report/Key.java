package dev.headroom.report;

/** The rule for names that machines read: snake_case in ASCII. */
final class Key {
  private Key() {}

  /** Returns the key if it is well formed. */
  static String check(String key) {
    boolean wellFormed = !key.isEmpty() && isLetter(key.charAt(0));
    for (int i = 1; i < key.length() && wellFormed; i++) {
      char c = key.charAt(i);
      wellFormed = isLetter(c) || c == '_' || (c >= '0' && c <= '9');
    }
    if (!wellFormed) {
      throw new IllegalArgumentException(
          "key: must be snake_case and start with a letter, was '" + key + "'");
    }
    return key;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
