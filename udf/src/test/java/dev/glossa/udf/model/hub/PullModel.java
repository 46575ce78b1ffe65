package dev.glossa.udf.model.hub;

import java.nio.file.Path;

/** Looks a model up in a process of its own, by its environment. */
final class PullModel {
  private PullModel() {}

  public static void main(String[] arguments) throws Exception {
    HubSettings settings = HubSettings.of(System.getenv(), Path.of(arguments[0]));
    System.out.println(new Hub(settings, line -> {}).locate(HubName.parse(arguments[1])).folder());
  }
}
