package dev.anqa.transport;

import dev.anqa.socket.Session;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks HTTP: takes one request after the other, has each answered on a virtual
 * thread, and writes the answers in that order.
 *
 * <p>Every wait for the client is bounded: for a request by {@link HttpOptions#idleTimeout}, for
 * its headers by {@link HttpOptions#handshakeTimeout}, for its body by {@link
 * HttpOptions#bodyTimeout}, for an answer to be read by the idle timeout again. While the
 * application works on an answer nothing is read, so that at most one request and one buffer are
 * kept.
 *
 * <p>Touched on the event loop only, but for {@link #drain}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Writes and closes that fail leave nothing to do.
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final byte[] NOTHING = {};
  private static final Duration LINGER = Duration.ofSeconds(1);

  private enum Phase {
    /** For the first byte of a request; the first request is expected at once. */
    WAITING,
    /** For the rest of request line and headers. */
    HEADERS,
    BODY,
    /** The application works on the answer. */
    WORKING,
    /** The answer is on its way. */
    WRITING,
    /** An answer goes on; what the client sends meanwhile is thrown away. */
    STREAMING,
    /** Nothing is served any more. */
    CLOSING,
    /** It is a WebSocket now, and somebody else's. */
    UPGRADED
  }

  private final HttpListener listener;
  private final RequestDecoder decoder;
  private final HttpResponseEncoder encoder = new HttpResponseEncoder();
  private final AddressPlace place;

  private Phase phase = Phase.WAITING;

  /** Whether nothing was answered yet: the time of the first request runs from the connect. */
  private boolean fresh = true;

  /** Of the request under way; null between requests, and while it is not read. */
  private @Nullable RequestHead head;

  /** Of the request under way; null while nothing has come of it, or was announced. */
  private @Nullable RequestBody body;

  /** What happens if the client keeps us waiting; null while it does not. */
  private @Nullable Future<?> deadline;

  /** Whether the connection closes behind the answer under way. */
  private boolean last;

  /** What is to be done if the client goes before it is answered; null for nothing. */
  private @Nullable Runnable gone;

  /** Set when this is put into its pipeline. */
  private @Nullable ChannelHandlerContext context;

  /** The client's address; null until the connection is active. */
  private @Nullable InetSocketAddress peer;

  HttpConnection(HttpListener listener) {
    this.listener = listener;
    this.decoder = new RequestDecoder(listener.limits(), this::begun);
    this.place = listener.addressPlace();
  }

  /** Its handlers, in the order of the pipeline. */
  List<ChannelHandler> handlers() {
    return List.of(decoder, encoder, this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  private ChannelHandlerContext ctx() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (ctx.channel().remoteAddress() instanceof InetSocketAddress address) {
      peer = address;
      expect(listener.options().handshakeTimeout());
      ctx.fireChannelActive();
      takePlace();
    } else { // It has gone already.
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ProxyProtocol.TOLD) {
      takePlace();
    }
    ctx.fireUserEventTriggered(event);
  }

  /** The client is known: takes its place, or is answered that there is none; cut, before TLS. */
  private void takePlace() {
    Refused refused = place.take(client().getAddress());
    if (refused != null && !TlsContext.cut(ctx().pipeline())) {
      refuse(refused);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelDeadline();
    place.giveBack();
    if (gone != null) {
      gone.run();
      gone = null;
    }
    ctx.fireChannelInactive();
  }

  /** Called by the decoder when the first byte of a request is there. */
  private void begun() {
    phase = Phase.HEADERS;
    if (!fresh) {
      expect(listener.options().handshakeTimeout());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    try {
      if (message instanceof io.netty.handler.codec.http.HttpRequest decoded) {
        begin(decoded);
      }
      if (message instanceof HttpContent content && phase == Phase.BODY) {
        take(content);
      }
    } catch (Refused refused) {
      refuse(refused);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(io.netty.handler.codec.http.HttpRequest decoded) throws Refused {
    listener.limits().check(decoded, decoder, client().getAddress());
    RequestHead checked = RequestHead.of(decoded);
    head = checked;
    last = !checked.keepAlive();
    if (checked.contentLength() > 0) {
      body = body(checked);
    }
    if (checked.expectsContinue()) {
      ctx().writeAndFlush(ResponseWriter.goOn());
    }
    phase = Phase.BODY;
    expect(listener.options().bodyTimeout());
  }

  private void take(HttpContent content) throws Refused, IOException {
    if (!content.decoderResult().isSuccess()) {
      throw new Refused(HttpResponse.text(400, "Bad Request"), "malformed chunk");
    }
    if (head != null && content.content().isReadable()) {
      RequestBody into = body != null ? body : body(head);
      body = into;
      into.add(content.content());
    }
    if (content instanceof LastHttpContent) {
      serve();
    }
  }

  /** One to begin; most requests have none, and are not asked where they go for it. */
  private RequestBody body(RequestHead of) throws Refused {
    return new RequestBody(
        listener.bodyLimit(of.path()), of.contentLength(), client().getAddress());
  }

  private void serve() {
    if (head == null) {
      return;
    }
    phase = Phase.WORKING;
    cancelDeadline();
    ctx().channel().config().setAutoRead(false);
    HttpRequest request =
        head.complete(
            body == null ? NOTHING : body.whole(), client(), TlsContext.session(ctx().pipeline()));
    body = null;
    try {
      listener.serve(new PendingExchange(this, request));
    } catch (RejectedExecutionException e) { // The endpoint has stopped.
      ctx().close();
    }
  }

  /** Where the client is, as far as a proxy said. */
  private InetSocketAddress client() {
    if (peer == null) {
      throw new IllegalStateException("not active yet");
    }
    return ProxyProtocol.client(ctx().channel(), peer);
  }

  /** Answers a request that goes no further, and closes: what follows in it is not understood. */
  private void refuse(Refused refused) {
    last = true;
    decoder.discard();
    refused.tell(head == null ? "" : head.path(), listener.telemetry());
    write(refused.response());
  }

  /** Any thread may call. */
  void respond(HttpResponse response) {
    inLoop(() -> write(response));
  }

  private void write(HttpResponse response) {
    if (!ctx().channel().isActive()) {
      return;
    }
    gone = null;
    last |= listener.isStopping();
    phase = Phase.WRITING;
    expect(listener.options().idleTimeout());
    ctx()
        .writeAndFlush(
            ResponseWriter.message(head, listener.finished(response), last, listener.now()))
        .addListener(written -> written(written.isSuccess()));
  }

  private void written(boolean success) throws Exception {
    if (!success) {
      ctx().close();
    } else if (last) {
      linger();
    } else {
      head = null;
      fresh = false;
      phase = Phase.WAITING;
      expect(listener.options().idleTimeout());
      ctx().channel().config().setAutoRead(true);
      decoder.next(ctx().pipeline().context(decoder));
    }
  }

  /**
   * Closes, but not before the client has read the answer: closing at once what has unread input
   * makes the system tear up the answer that is on its way (RFC 9112, 9.6).
   */
  private void linger() {
    gone = null;
    phase = Phase.CLOSING;
    expect(LINGER);
    decoder.discard();
    if (ctx().channel() instanceof DuplexChannel duplex) {
      TlsContext.end(ctx()).addListener(_ -> duplex.shutdownOutput());
      ctx().channel().config().setAutoRead(true);
    } else {
      ctx().close();
    }
  }

  private void inLoop(Runnable task) {
    ctx().channel().eventLoop().execute(task);
  }

  /** Any thread may call. */
  void whenGone(Runnable task) {
    inLoop(() -> {
      if (!ctx().channel().isActive()) {
        task.run();
      } else if (phase == Phase.WORKING) {
        gone = task;
      }
    });
  }

  /** Any thread may call. */
  void whenClosed(Runnable task) {
    ctx().channel().closeFuture().addListener(_ -> task.run());
  }

  /** Any thread may call. */
  ResponseStream stream(int status, Headers headers, Runnable gone) {
    HttpStream stream = new HttpStream(ctx(), this::linger);
    inLoop(() -> streamNow(status, headers, stream, gone));
    return stream;
  }

  private void streamNow(int status, Headers headers, HttpStream stream, Runnable whenGone) {
    gone =
        () -> {
          stream.gone();
          whenGone.run();
        };
    if (!ctx().channel().isActive()) {
      gone.run();
      return;
    }
    last = true;
    phase = Phase.STREAMING;
    ctx().writeAndFlush(ResponseWriter.begin(head, status, headers, listener.now()));
    stream.begun();
    decoder.discard();
    ctx().channel().config().setAutoRead(true); // To see the client go.
  }

  /** The loop of this connection. */
  Loop loop() {
    return listener.loop(ctx().channel());
  }

  /** Any thread may call; the session is dropped if the client has gone. */
  void upgrade(
      Headers headers, Session session, WebSocketSettings settings, WebSocketListener events) {
    inLoop(() -> {
      if (ctx().channel().isActive()) {
        upgradeNow(headers, session, settings, events);
      }
    });
  }

  private void upgradeNow(
      Headers headers, Session session, WebSocketSettings settings, WebSocketListener events) {
    phase = Phase.UPGRADED;
    cancelDeadline();
    place.giveBack();
    ctx().writeAndFlush(ResponseWriter.switching(headers));
    listener.upgraded(this, ctx().channel(), session, settings, events);
  }

  private void expect(Duration timeout) {
    cancelDeadline();
    deadline = ctx().executor().schedule(this::late, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void late() {
    deadline = null;
    switch (phase) {
      case HEADERS, BODY ->
          refuse(new Refused(HttpResponse.empty(408), "request not complete in time"));
      case WRITING -> ResponseWriter.abandon(ctx().channel());
      case WAITING, CLOSING -> ctx().close();
      case WORKING, STREAMING, UPGRADED -> {}
    }
  }

  /** Closes as soon as no request is under way; any thread may call. */
  void drain() {
    inLoop(() -> {
      last = true;
      if (phase == Phase.WAITING || phase == Phase.HEADERS) {
        ctx().close();
      }
    });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // The client broke the connection, or sent what cannot be decoded.
  }
}
