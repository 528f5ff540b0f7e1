package dev.anqa.socket;

import dev.anqa.channel.Assigns;
import dev.anqa.channel.ChannelState;
import java.util.concurrent.CompletableFuture;

/**
 * One channel, for those who look into a running node.
 *
 * @param info what can be seen from outside
 * @param assigns what it was given; their values may be secrets
 * @param state what it answers itself; completes within the time that it was given
 */
public record ChannelView(
    SocketInfo.ChannelInfo info, Assigns assigns, CompletableFuture<ChannelState> state) {}
