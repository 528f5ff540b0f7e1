package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of a client's bytes, however these are cut (RFC 6455, section 5), and inflates
 * those that were compressed (RFC 7692, section 6.2).
 *
 * <p>Strict: what a client must not send is a {@link WebSocketViolation}, found as early as its
 * bytes show it. Lengths are judged when they are announced; memory is taken for bytes that came,
 * never ahead of them by more than as much again. A compressed message is kept as it came until it
 * is whole, then inflated at once, so that a client cannot make its share of memory grow faster
 * than it sends. Nothing follows a close frame. Idle, it holds no buffer. Touched on the
 * connection's event loop only.
 */
final class WebSocketDecoder {
  /** Whom the decoder calls. */
  interface Sink {
    /** A whole text or binary message, in a fresh array. */
    void message(Frame frame);

    /** A ping or pong, perhaps between the frames of a message. */
    void control(Frame frame);

    /** A close frame, the last call. */
    void close(CloseFrame frame);
  }

  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  private static final int RESERVED = 0x70;
  private static final int RSV1 = 0x40;

  private static final int MAX_CONTROL_BYTES = 125;
  private static final int MAX_HEADER_BYTES = 14;

  /** Frames without payload add nothing to a message, so its length does not bound them. */
  private static final int MAX_EMPTY_FRAMES = 1_000;

  private static final byte[] EMPTY = new byte[0];

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int maxFrameBytes;

  /** Null if compression was not agreed on. */
  private final @Nullable Inflation inflation;

  private final Sink sink;

  // The frame that is being read.

  /** The beginning of a header that came in pieces; null if there is none. */
  private byte @Nullable [] held;

  private int heldBytes;
  private boolean inPayload;
  private boolean fin;
  private int opcode;

  /** Payload bytes that have not come yet. */
  private int remaining;

  /** The masking key, its next byte lowest. */
  private int mask;

  /** The payload of a control frame; empty in other frames. */
  private byte[] control = EMPTY;

  // The message that is being read: one data frame, or several.

  /** TEXT or BINARY; CONTINUATION between messages. */
  private int kind;

  /** Whether it was compressed. */
  private boolean compressed;

  private byte[] message = EMPTY;
  private int messageBytes;
  private int emptyFrames;
  private int utf8 = Utf8Check.BETWEEN;

  private boolean closed;

  WebSocketDecoder(int maxFrameBytes, @Nullable Inflation inflation, Sink sink) {
    this.maxFrameBytes = maxFrameBytes;
    this.inflation = inflation;
    this.sink = sink;
  }

  /** Reads all of the buffer, which stays the caller's. Not to be called after a violation. */
  void decode(ByteBuf in) throws WebSocketViolation {
    while (!closed) {
      if (!inPayload && !readHeader(in) || !readPayload(in)) {
        return;
      }
    }
  }

  /** Reads a header if it is there; what is there of it is kept if not. */
  private boolean readHeader(ByteBuf in) throws WebSocketViolation {
    int available = heldBytes + in.readableBytes();
    if (available < 2) {
      return hold(in);
    }
    int first = header(in, 0);
    int second = header(in, 1);
    checkHeader(first, second);
    int shortLength = second & 0x7F;
    int lengthBytes = shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8;
    int size = 2 + lengthBytes + 4;
    if (available < size) {
      return hold(in);
    }
    long length = lengthBytes == 0 ? shortLength : longLength(in, lengthBytes);
    mask = 0;
    for (int i = 0; i < 4; i++) {
      mask |= header(in, size - 4 + i) << i * 8;
    }
    in.skipBytes(size - heldBytes);
    held = null;
    heldBytes = 0;
    begin(first, length);
    return true;
  }

  private int header(ByteBuf in, int index) {
    byte[] beginning = held;
    return beginning != null && index < heldBytes
        ? beginning[index] & 0xFF
        : in.getUnsignedByte(in.readerIndex() + index - heldBytes);
  }

  private boolean hold(ByteBuf in) {
    int count = in.readableBytes();
    if (count > 0) {
      if (held == null) {
        held = new byte[MAX_HEADER_BYTES];
      }
      in.readBytes(held, heldBytes, count);
      heldBytes += count;
    }
    return false;
  }

  private void checkHeader(int first, int second) throws WebSocketViolation {
    int opcode = first & 0xF;
    boolean data = opcode <= BINARY;
    checkReserved(first & RESERVED, opcode);
    require(data || opcode >= CLOSE && opcode <= PONG, "opcode: reserved");
    require((second & 0x80) != 0, "frame: not masked");
    if (data) {
      require(opcode != CONTINUATION || kind != CONTINUATION, "continuation: of no message");
      require(opcode == CONTINUATION || kind == CONTINUATION, "message: within another");
    } else {
      require((first & 0x80) != 0, "control frame: fragmented");
      require((second & 0x7F) <= MAX_CONTROL_BYTES, "control frame: over 125 bytes");
    }
  }

  private void checkReserved(int bits, int opcode) throws WebSocketViolation {
    if (inflation == null) {
      require(bits == 0, "reserved bits: set (expected: clear, no extension was agreed)");
    } else {
      require((bits & ~RSV1) == 0, "reserved bits 2, 3: set (expected: clear)");
      boolean first = opcode == TEXT || opcode == BINARY;
      require(
          bits == 0 || first, "reserved bit 1: set (expected: on a message's first frame only)");
    }
  }

  private long longLength(ByteBuf in, int bytes) throws WebSocketViolation {
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | header(in, 2 + i);
    }
    require(length >= 0, "frame length: over 63 bits");
    require(length > (bytes == 2 ? 125 : 0xFFFF), "frame length: not in its shortest form");
    return length;
  }

  private void begin(int first, long length) throws WebSocketViolation {
    inPayload = true;
    fin = (first & 0x80) != 0;
    opcode = first & 0xF;
    if (opcode >= CLOSE) {
      control = length == 0 ? EMPTY : new byte[(int) length];
    } else {
      if (opcode != CONTINUATION) {
        kind = opcode;
        compressed = (first & RSV1) != 0;
      }
      long total = messageBytes + length;
      if (total > maxBytes()) {
        throw WebSocketViolation.tooBig(
            WebSocketViolation.Bound.LENGTH,
            "message: %d bytes (expected: <= %d). Option: WebSocketOptions.maxFrameBytes"
                .formatted(total, maxBytes()));
      }
      if (length == 0 && ++emptyFrames > MAX_EMPTY_FRAMES) {
        throw new WebSocketViolation(
            CloseFrame.POLICY_VIOLATION, "message: over " + MAX_EMPTY_FRAMES + " empty frames");
      }
    }
    remaining = (int) length;
  }

  /** How long the message may be, as it comes. */
  private int maxBytes() {
    return compressed && inflation != null ? inflation.maxCompressedBytes() : maxFrameBytes;
  }

  /** Reads what is there of a payload; true if that was the end of the frame. */
  private boolean readPayload(ByteBuf in) throws WebSocketViolation {
    int count = Math.min(remaining, in.readableBytes());
    if (count > 0) {
      if (opcode >= CLOSE) {
        take(in, control, control.length - remaining, count);
      } else {
        makeRoom(count);
        take(in, message, messageBytes, count);
        if (!compressed) {
          checkText(message, messageBytes, messageBytes + count);
        }
        messageBytes += count;
      }
      remaining -= count;
    }
    if (remaining > 0) {
      return false;
    }
    inPayload = false;
    complete();
    return true;
  }

  /** Makes the message's array long enough: exactly if its end is near, else twice what came. */
  private void makeRoom(int count) {
    int needed = messageBytes + count;
    if (message.length < needed) {
      int end = fin ? messageBytes + remaining : maxBytes();
      message = Arrays.copyOf(message, (int) Math.min(end, 2L * needed));
    }
  }

  private void take(ByteBuf in, byte[] to, int at, int count) {
    in.readBytes(to, at, count);
    long key = mask & 0xFFFFFFFFL;
    key |= key << 32;
    int i = at;
    int end = at + count;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      LONG.set(to, i, (long) LONG.get(to, i) ^ key);
    }
    for (; i < end; i++) {
      to[i] ^= (byte) key;
      key = Long.rotateRight(key, 8);
    }
    mask = Integer.rotateRight(mask, (count & 3) * 8);
  }

  private void checkText(byte[] bytes, int from, int to) throws WebSocketViolation {
    if (kind == TEXT) {
      utf8 = Utf8Check.check(utf8, bytes, from, to);
      if (utf8 == Utf8Check.BAD) {
        throw new WebSocketViolation(CloseFrame.BAD_TEXT, "text: not UTF-8");
      }
    }
  }

  private void complete() throws WebSocketViolation {
    byte[] payload = control;
    control = EMPTY;
    switch (opcode) {
      case PING -> sink.control(new Frame.Ping(payload));
      case PONG -> sink.control(new Frame.Pong(payload));
      case CLOSE -> {
        CloseFrame frame = CloseFrame.parse(payload);
        closed = true;
        sink.close(frame);
      }
      default -> {
        if (fin) {
          completeMessage();
        }
      }
    }
  }

  private void completeMessage() throws WebSocketViolation {
    byte[] bytes;
    if (compressed && inflation != null) {
      bytes = inflation.inflate(message, messageBytes);
      checkText(bytes, 0, bytes.length);
    } else {
      bytes = message.length == messageBytes ? message : Arrays.copyOf(message, messageBytes);
    }
    if (utf8 != Utf8Check.BETWEEN) {
      throw new WebSocketViolation(CloseFrame.BAD_TEXT, "text: ends within a character");
    }
    Frame frame = kind == TEXT ? new Frame.Text(bytes) : new Frame.Binary(bytes);
    kind = CONTINUATION;
    message = EMPTY;
    messageBytes = 0;
    compressed = false;
    emptyFrames = 0;
    sink.message(frame);
  }

  private static void require(boolean kept, String detail) throws WebSocketViolation {
    if (!kept) {
      throw new WebSocketViolation(CloseFrame.PROTOCOL_ERROR, detail);
    }
  }
}
