/**
 * Channels: what an application writes, and what runs it.
 *
 * <p>An application meets {@link dev.anqa.channel.Channel}, {@link dev.anqa.channel.ChannelSocket},
 * {@link dev.anqa.channel.JoinResult}, {@link dev.anqa.channel.HandleResult}, {@link
 * dev.anqa.channel.StopReason} and {@link dev.anqa.channel.ReplyRef}. A {@link
 * dev.anqa.channel.ChannelServer} runs one channel for one client.
 */
@NullMarked
package dev.anqa.channel;

import org.jspecify.annotations.NullMarked;
