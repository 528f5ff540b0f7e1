package dev.anqa.pubsub;

final class LocalAdapterTest extends AdapterContract {
  @Override
  protected Adapter adapter(String nodeName) {
    return new LocalAdapter(nodeName);
  }
}
