package dev.headroom.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of a help text, one group for each mixin under its field's name: {@code Model},
 * {@code Device}, {@code Scenario}. Thirty options in the order of the alphabet find nobody. A
 * command's own options stand with the last group.
 */
final class OptionHelp implements IHelpSectionRenderer {
  @Override
  public String render(Help help) {
    StringBuilder text = new StringBuilder();
    List<OptionSpec> own = new ArrayList<>(help.commandSpec().options());
    help.commandSpec().mixins().values().forEach(mixin -> own.removeAll(mixin.options()));
    Iterator<Map.Entry<String, CommandSpec>> groups =
        help.commandSpec().mixins().entrySet().iterator();
    while (groups.hasNext()) {
      Map.Entry<String, CommandSpec> group = groups.next();
      List<OptionSpec> options = new ArrayList<>(group.getValue().options());
      if (!groups.hasNext()) {
        options.addAll(own);
      }
      text.append(heading(group.getKey())).append(layout(help, options));
    }
    return text.toString();
  }

  private static String heading(String field) {
    return String.format(
        Locale.ROOT,
        "%n%s%s:%n",
        field.substring(0, 1).toUpperCase(Locale.ROOT),
        field.substring(1));
  }

  /** All groups of a command share one width of the left column. */
  private static Layout layout(Help help, List<OptionSpec> options) {
    Layout layout =
        help.createDefaultLayout(
            help.commandSpec().options(),
            help.commandSpec().positionalParameters(),
            help.colorScheme());
    layout.addAllOptions(options, help.parameterLabelRenderer());
    return layout;
  }
}
