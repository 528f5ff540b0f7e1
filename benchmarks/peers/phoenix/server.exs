# Phoenix itself, on Bandit, from the checkout in ANQA_PHOENIX: the bench channel of the Lab. Prints READY <port>.
Mix.install([
  {:phoenix, path: System.fetch_env!("ANQA_PHOENIX")},
  {:bandit, "~> 1.5"},
  {:jason, "~> 1.4"}
])

Logger.configure(level: :none)

Application.put_env(:anqa_bench, Bench.Endpoint,
  adapter: Bandit.PhoenixAdapter,
  http: [ip: {127, 0, 0, 1}, port: 0],
  server: true,
  pubsub_server: Bench.PubSub,
  secret_key_base: String.duplicate("a", 64),
  check_origin: false
)

defmodule Bench.Channel do
  use Phoenix.Channel, log_join: false, log_handle_in: false

  def join("bench:" <> _, _payload, socket), do: {:ok, socket}

  def handle_in("echo", payload, socket), do: {:reply, {:ok, payload}, socket}

  def handle_in("broadcast", payload, socket) do
    broadcast!(socket, "broadcast", payload)
    {:noreply, socket}
  end
end

defmodule Bench.Socket do
  use Phoenix.Socket, log: false

  channel "bench:*", Bench.Channel

  def connect(_params, socket, _connect_info), do: {:ok, socket}

  def id(_socket), do: nil
end

defmodule Bench.Endpoint do
  use Phoenix.Endpoint, otp_app: :anqa_bench

  socket "/bench", Bench.Socket, websocket: [timeout: 60_000], longpoll: false
end

{:ok, _} =
  Supervisor.start_link([{Phoenix.PubSub, name: Bench.PubSub}, Bench.Endpoint],
    strategy: :one_for_one
  )

{:ok, {_address, port}} = Bench.Endpoint.server_info(:http)
IO.puts("READY #{port}")
Process.sleep(:infinity)
