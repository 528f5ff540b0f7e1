package dev.anqa.transport;

/** What a {@link Transport} from elsewhere can be told about its mount. */
final class OtherOptions extends TransportOptions<OtherOptions> {
  OtherOptions(String path) {
    super(path);
  }

  @Override
  OtherOptions self() {
    return this;
  }
}
