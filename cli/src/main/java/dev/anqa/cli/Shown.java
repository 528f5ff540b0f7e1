package dev.anqa.cli;

import java.util.regex.Pattern;

/** Texts of the user as a command shows them, without what nobody should see in a log. */
public final class Shown {
  private static final Pattern USER = Pattern.compile("(^|//)[^/?#@]*@");
  private static final Pattern SECRET =
      Pattern.compile("(?i)([?&][^=&]*(?:token|password|secret|api_?key)[^=&]*=)[^&#]*");

  private Shown() {}

  /** An URL without a password, and without the values of parameters with secret names. */
  public static String url(Object url) {
    String text = USER.matcher(url.toString()).replaceAll("$1");
    return SECRET.matcher(text).replaceAll("$1[FILTERED]");
  }
}
