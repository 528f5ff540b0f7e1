package dev.anqa.cluster;

import java.io.DataInput;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.EmptyMessage;
import org.jgroups.LongMessage;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.FragHeader;
import org.jgroups.protocols.TCP;
import org.jgroups.stack.DiagnosticsHandler;
import org.jgroups.util.AsciiString;
import org.jgroups.util.ByteArrayDataInputStream;
import org.jgroups.util.Digest;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.MutableDigest;
import org.jgroups.util.SeqnoList;
import org.jgroups.util.SizeStreamable;
import org.jgroups.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * JGroups' TCP, which lets in only the kinds of messages that our stack sends.
 *
 * <p>JGroups can carry serialized Java objects, and reads them on arrival: as the content of an
 * {@link ObjectMessage}, of any message with the flag {@code SERIALIZED}, and of one that was put
 * together from fragments. None of that is read here. A message that is not allowed, or that cannot
 * be read, ends its frame and is told; the connection goes on, because a frame is taken from it
 * whole before it is looked at.
 */
final class CheckedTcp extends TCP {
  /** The largest frame; JGroups bundles up to 64 KB and our fragments are smaller. */
  static final int MAX_FRAME_BYTES = 1 << 20;

  private static final short FRAGMENTS = ClassConfigurator.getProtocolId(FRAG2.class);
  private static final short SEQNO_LIST = ClassConfigurator.getMagicNumber(SeqnoList.class);
  private static final short DIGEST = ClassConfigurator.getMagicNumber(Digest.class);
  private static final short MUTABLE_DIGEST = ClassConfigurator.getMagicNumber(MutableDigest.class);

  private final BiConsumer<String, String> malformed;

  /**
   * Makes one.
   *
   * @param malformed is told the sender's address and what is wrong, on the connection's thread
   */
  CheckedTcp(BiConsumer<String, String> malformed) {
    this.malformed = malformed;
    this.id = ClassConfigurator.getProtocolId(TCP.class);
    setMaxLength(MAX_FRAME_BYTES);
  }

  @Override
  public String getName() {
    return "TCP";
  }

  /** Switched off: they open a port that answers anybody. */
  @Override
  public DiagnosticsHandler createDiagnosticsHandler() {
    return super.createDiagnosticsHandler().setEnabled(false);
  }

  /** Always with the lock: the bundler switches it off, but is not the only one that sends. */
  @Override
  public TCP useLockToSend(boolean ignored) {
    return super.useLockToSend(true);
  }

  @Override
  public void receive(Address sender, DataInput in, int length) throws Exception {
    byte[] frame = new byte[length]; // At most MAX_FRAME_BYTES; a negative one ends the connection.
    in.readFully(frame);
    try {
      read(sender, new ByteArrayDataInputStream(frame));
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      malformed.accept(sender.toString(), e.toString());
    }
  }

  private void read(Address sender, DataInput in) throws IOException, ClassNotFoundException {
    if (sender.equals(local_physical_addr) || !versionMatch(in.readShort(), sender)) {
      return;
    }
    byte flags = in.readByte();
    boolean multicast = (flags & MULTICAST) == MULTICAST;
    if ((flags & LIST) == LIST) {
      readBatch(in, multicast);
    } else {
      Message message = from(null, readMessage(in));
      if (multicast || !unicastDestMismatch(message.getDest())) {
        msg_processing_policy.process(message, message.isFlagSet(Message.Flag.OOB));
        msg_stats.received(message);
      }
    }
  }

  /** As {@link Util#readMessageBatch}: destination, source, cluster, count, messages. */
  private void readBatch(DataInput in, boolean multicast)
      throws IOException, ClassNotFoundException {
    Address to = Util.readAddress(in);
    Address from = Util.readAddress(in);
    AsciiString cluster = readName(in);
    int count = in.readInt();
    MessageBatch regular = batch(to, from, cluster, multicast, MessageBatch.Mode.REG, count);
    MessageBatch outOfBand = batch(to, from, cluster, multicast, MessageBatch.Mode.OOB, count);
    for (int i = 0; i < count; i++) {
      Message message = from(from, readMessage(in)).setDest(to);
      (message.isFlagSet(Message.Flag.OOB) ? outOfBand : regular).add(message);
    }
    for (MessageBatch batch : new MessageBatch[] {outOfBand, regular}) {
      if (!batch.isEmpty()) {
        msg_stats.received(batch);
        processBatch(batch, batch == outOfBand);
      }
    }
  }

  private static MessageBatch batch(
      Address to,
      Address from,
      AsciiString cluster,
      boolean multicast,
      MessageBatch.Mode mode,
      int count) {
    int capacity = Math.clamp(count, 1, 64); // It grows; the count is not to be believed.
    return new MessageBatch(to, from, cluster, multicast, mode, capacity);
  }

  private static Message from(@Nullable Address sender, Message message) throws IOException {
    if (message.getSrc() == null) {
      if (sender == null) {
        throw new IOException("a message from nobody (expected: an address)");
      }
      message.setSrc(sender);
    }
    return message;
  }

  private static AsciiString readName(DataInput in) throws IOException {
    short length = in.readShort();
    if (length < 0) {
      throw new IOException("no cluster name (expected: one)");
    }
    byte[] name = new byte[length];
    in.readFully(name);
    return new AsciiString(name);
  }

  private static Message readMessage(DataInput in) throws IOException, ClassNotFoundException {
    short type = in.readShort();
    Message message =
        switch (type) {
          case Message.EMPTY_MSG -> new EmptyMessage();
          case Message.BYTES_MSG -> new BoundedMessage();
          case Message.LONG_MSG -> new LongMessage(); // Credits of flow control.
          case Message.OBJ_MSG -> new OwnMessage();
          default ->
              throw new IOException(
                  "message of type " + type + " (expected: empty, bytes, long, own)");
        };
    message.readFrom(in);
    if (message.isFlagSet(Message.Flag.SERIALIZED)) {
      throw new IOException("a serialized object (expected: bytes)");
    }
    FragHeader fragment = message.getHeader(FRAGMENTS);
    if (fragment != null && fragment.needsDeserialization()) {
      throw new IOException("a fragment of a message (expected: of bytes)");
    }
    return message;
  }

  /** Bytes, whose length is held against the largest frame before it is used. */
  private static final class BoundedMessage extends BytesMessage {
    @Override
    public void readPayload(DataInput in) throws IOException {
      int bytes = in.readInt();
      if (bytes > MAX_FRAME_BYTES) {
        throw new IOException(bytes + " bytes (expected: <= " + MAX_FRAME_BYTES + ")");
      }
      if (bytes >= 0) {
        byte[] content = new byte[bytes];
        in.readFully(content);
        setArray(content, 0, bytes);
      }
    }
  }

  /** What JGroups' retransmission and stability send to each other, and no other object. */
  private static final class OwnMessage extends ObjectMessage {
    @Override
    public void readPayload(DataInput in) throws IOException, ClassNotFoundException {
      if (in.readByte() == 0) {
        return;
      }
      short magic = in.readShort();
      SizeStreamable content;
      if (magic == SEQNO_LIST) {
        content = new SeqnoList();
      } else if (magic == DIGEST) {
        content = new Digest();
      } else if (magic == MUTABLE_DIGEST) {
        content = new MutableDigest();
      } else {
        throw new IOException("an object of class " + magic + " (expected: seqnos or a digest)");
      }
      content.readFrom(in);
      setSizeStreamable(content);
    }
  }
}
