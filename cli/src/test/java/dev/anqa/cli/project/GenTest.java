package dev.anqa.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.cli.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code anqa gen} makes, after {@code mix phx.gen.channel}, {@code .socket}, {@code
 * .presence}.
 */
final class GenTest {
  private static final String MAIN = "src/main/java/org/acme/chat/";
  private static final String TEST = "src/test/java/org/acme/chat/";

  @TempDir private Path directory;

  @BeforeEach
  void makeAProject() throws IOException {
    Files.writeString(
        directory.resolve("pom.xml"),
        "<project><properties><anqa.package>org.acme.chat</anqa.package></properties></project>");
  }

  @Test
  void makesAChannelWithItsTest() {
    Invocation run = Invocation.of("gen", "channel", "GameRoom").in(directory).exits(0);

    assertThat(text(MAIN + "GameRoomChannel.java"))
        .contains("package org.acme.chat;", "\"game_room:lobby\"", "\"ping\"", "\"shout\"");
    assertThat(text(TEST + "GameRoomChannelTest.java")).contains("\"game_room:*\"");
    assertThat(run.err()).contains("* creating " + MAIN + "GameRoomChannel.java");
  }

  @Test
  void tellsHowToMakeASocketWhereThereIsNone() {
    assertThat(Invocation.of("gen", "channel", "Room").in(directory).exits(0).err())
        .contains("anqa gen socket User --from-channel Room");
  }

  @Test
  void tellsWhatToWriteInTheSocketThatIsThere() {
    Invocation.of("gen", "socket", "User").in(directory).exits(0);

    assertThat(Invocation.of("gen", "channel", "RoomChannel").in(directory).exits(0).err())
        .contains(".channel(\"room:*\", RoomChannel::new)");
  }

  @Test
  void putsNestedNamesIntoPackagesBelow() {
    Invocation.of("gen", "channel", "Admin.Room").in(directory).exits(0);

    assertThat(text(MAIN + "admin/RoomChannel.java")).contains("package org.acme.chat.admin;");
  }

  @Test
  void makesASocketWithItsTestAndItsClient() {
    Invocation run =
        Invocation.of("gen", "socket", "User", "--from-channel", "Admin.Room")
            .in(directory)
            .exits(0);

    assertThat(text(MAIN + "UserSocket.java"))
        .contains("import org.acme.chat.admin.RoomChannel;")
        .contains(".channel(\"room:*\", RoomChannel::new)");
    assertThat(text(TEST + "UserSocketTest.java")).contains("join(\"room:lobby\")");
    assertThat(text("src/main/resources/static/user_socket.js")).contains("\"room:lobby\"");
    assertThat(run.err()).contains(".socket(\"/socket\", UserSocket.handler())");
  }

  @Test
  void makesAPresenceWithItsTest() {
    Invocation run = Invocation.of("gen", "presence").in(directory).exits(0);

    assertThat(text(MAIN + "UserPresence.java")).contains("name(\"user\")");
    assertThat(text(TEST + "UserPresenceTest.java")).contains("UserPresence.builder()");
    assertThat(run.err()).contains("UserPresence.builder().build()");
  }

  @Test
  void worksBelowTheProjectsDirectory() throws IOException {
    Path below = Files.createDirectories(directory.resolve("src/main"));

    Invocation.of("gen", "channel", "Room").in(below).exits(0);

    assertThat(directory.resolve(MAIN + "RoomChannel.java")).exists();
  }

  @Test
  void writesNothingIfOneOfTheFilesIsThere() throws IOException {
    Path test = directory.resolve(TEST + "RoomChannelTest.java");
    Files.createDirectories(test.getParent());
    Files.writeString(test, "mine");

    Invocation run = Invocation.of("gen", "channel", "Room").in(directory).exits(1);

    assertThat(run.err()).contains(TEST + "RoomChannelTest.java is there already");
    assertThat(directory.resolve(MAIN + "RoomChannel.java")).doesNotExist();
    assertThat(test).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"room", "Room-1", "Admin..Room", "", "New.Room!", "Switch.Room"})
  void refusesNamesThatAreNoCamelCase(String name) {
    assertThat(Invocation.of("gen", "channel", name).in(directory).exits(1).err())
        .contains("\"" + name + "\" is no name");
  }

  @Test
  void saysWhatAProjectIsWhereThereIsNone() throws IOException {
    Files.delete(directory.resolve("pom.xml"));

    assertThat(Invocation.of("gen", "channel", "Room").in(directory).exits(1).err())
        .contains("No project in or above " + directory)
        .contains("anqa new NAME")
        .contains("<anqa.package>");
  }

  @Test
  void saysWhatThereIsToMake() {
    assertThat(Invocation.of("gen").in(directory).exits(1).err())
        .contains("expected: channel, socket or presence");
  }

  private String text(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }
}
