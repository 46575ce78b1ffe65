# GPT-2 (Hugging Face's GPT2LMHeadModel, modeling_gpt2.py): x = x + attention(norm(x)); x = x + feed_forward(norm(x)).
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "h" is "h.N". Conv1D weights are
# turned to [out, in]. Rows are padded on the right: causal attention never looks there, and a cache hides it by its mask.
class Program(Module):
  heads : int
  epsilon : float  # layer_norm_epsilon
  activation : str
  packed : bool  # whether oneDNN's blocks are used for the weights
  element : int  # PyTorch's number of the weights' type: 5 float16, 6 float32, 15 bfloat16
  embeddings : List[Tensor]  # wte [V, D], wpe [positions, D], zeros after its end
  head : List[Tensor]  # lm_head [V, D] (wte's values where it has none of its own), bias [V] of zeros
  final_norm : List[Tensor]  # ln_f weight [D], bias [D]
  norm1_w : List[Tensor]  # per layer h.ln_1 [D]
  norm1_b : List[Tensor]  # [D]
  qkv_w : List[Tensor]  # h.attn.c_attn [3 * D, D]
  qkv_b : List[Tensor]  # [3 * D]
  out_w : List[Tensor]  # h.attn.c_proj [D, D]
  out_b : List[Tensor]  # [D]
  norm2_w : List[Tensor]  # h.ln_2 [D]
  norm2_b : List[Tensor]  # [D]
  up_w : List[Tensor]  # h.mlp.c_fc [F, D]
  up_b : List[Tensor]  # [F]
  down_w : List[Tensor]  # h.mlp.c_proj [D, F]
  down_b : List[Tensor]  # [D]

  def load(self: __torch__.Program, w: List[Tensor], place: Tensor):
    # w: wte, wpe, ln_f weight, bias, lm_head (or wte again); place: any tensor on the device
    like = place.to(self.element)
    self.embeddings = [__torch__.common.place(w[0], like), __torch__.common.positions(w[1], like)]
    self.final_norm = [__torch__.common.place(w[2], like), __torch__.common.place(w[3], like)]
    self.head = [__torch__.common.pack(w[4], like, self.packed), torch.zeros([w[4].size(0)]).to(like)]

  def load_layer(self: __torch__.Program, w: List[Tensor], place: Tensor, scale: float):
    # w: weight and bias of ln_1, c_attn, c_proj, ln_2, c_fc, mlp.c_proj; scale: what queries are multiplied by beside
    # 1 / sqrt(E)
    like = place.to(self.element)
    d = w[0].size(0)
    factor = torch.ones([3 * d])
    factor[:d] = scale
    self.norm1_w.append(__torch__.common.place(w[0], like))
    self.norm1_b.append(__torch__.common.place(w[1], like))
    self.qkv_w.append(__torch__.common.pack((w[2] * factor).t(), like, self.packed))
    self.qkv_b.append(__torch__.common.place(w[3] * factor, like))
    self.out_w.append(__torch__.common.pack(w[4].t(), like, self.packed))
    self.out_b.append(__torch__.common.place(w[5], like))
    self.norm2_w.append(__torch__.common.place(w[6], like))
    self.norm2_b.append(__torch__.common.place(w[7], like))
    self.up_w.append(__torch__.common.pack(w[8].t(), like, self.packed))
    self.up_b.append(__torch__.common.place(w[9], like))
    self.down_w.append(__torch__.common.pack(w[10].t(), like, self.packed))
    self.down_b.append(__torch__.common.place(w[11], like))

  def embed(self: __torch__.Program, tokens: Tensor) -> Tensor:
    # tokens [R, T] int64 from position 0 -> [R * T, D]
    x = torch.embedding(self.embeddings[0], tokens) + self.embeddings[1][:tokens.size(1)]
    return x.view([-1, x.size(2)])

  def qkv(self: __torch__.Program, i: int, x: Tensor, t: int) -> Tensor:
    # x [R * T, D] -> query, key and value [3, R, H, T, E]
    d = x.size(1)
    n = torch.layer_norm(x, [d], self.norm1_w[i], self.norm1_b[i], self.epsilon)
    y = __torch__.common.linear(n, self.qkv_w[i], self.qkv_b[i])
    return y.view([-1, t, 3, self.heads, d // self.heads]).permute([2, 0, 3, 1, 4])

  def after(self: __torch__.Program, i: int, x: Tensor, a: Tensor) -> Tensor:
    # the rest of layer i: x [R * T, D] what went in, a [R, H, T, E] attention's output -> [R * T, D]
    d = x.size(1)
    joined = a.transpose(1, 2).reshape([-1, d])
    h = x + __torch__.common.linear(joined, self.out_w[i], self.out_b[i])
    n = torch.layer_norm(h, [d], self.norm2_w[i], self.norm2_b[i], self.epsilon)
    up = __torch__.common.activated(n, self.up_w[i], self.up_b[i], self.activation)
    return h + __torch__.common.linear(up, self.down_w[i], self.down_b[i])

  def finish(self: __torch__.Program, x: Tensor) -> Tensor:
    # x [N, D] -> ln_f(x)
    return torch.layer_norm(x, [x.size(1)], self.final_norm[0], self.final_norm[1], self.epsilon)

  def hidden(self: __torch__.Program, tokens: Tensor, lengths: Tensor) -> Tensor:
    # tokens [R, T] int64 -> last hidden state, after ln_f [R, T, D]
    r, t = tokens.size(0), tokens.size(1)
    x = self.embed(tokens)
    for i in range(len(self.out_w)):
      q = self.qkv(i, x, t)
      x = self.after(i, x, torch.scaled_dot_product_attention(q[0], q[1], q[2], None, 0.0, True))
    return self.finish(x).view([r, t, -1])

  def vectors(self: __torch__.Program, tokens: Tensor, lengths: Tensor, pooling: str) -> Tensor:
    # -> [R, D]; pooling: mean, first or last
    return __torch__.common.pooled(self.hidden(tokens, lengths), lengths, pooling)

  def score(self: __torch__.Program, tokens: Tensor, lengths: Tensor) -> Tensor:
    # -> [R, T - 1]: -log p(token at t + 1 | tokens up to t) in nats; what stands beyond a row's length means nothing.
    # Logits exist for a few positions of all rows at a time, about 256 lines of [V].
    h = self.hidden(tokens, lengths)
    r, t, d = h.size(0), h.size(1), h.size(2)
    block = max(1, 256 // r)
    parts = annotate(List[Tensor], [torch.zeros([r, 0], device=h.device)])
    for begin in range(0, t - 1, block):
      end = min(begin + block, t - 1)
      x = h[:, begin:end].reshape([-1, d])
      logits = __torch__.common.linear(x, self.head[0], self.head[1]).to(6)
      came = torch.gather(torch.log_softmax(logits, 1), 1, tokens[:, begin + 1:end + 1].reshape([-1, 1]))
      parts.append(came.view([r, -1]) * -1.0)
    return torch.cat(parts, 1)

  def attention(self: __torch__.Program, tokens: Tensor, lengths: Tensor) -> Tensor:
    # -> attention statistics [R, layers, H, 6]
    t = tokens.size(1)
    x = self.embed(tokens)
    mask = __torch__.common.causal(t, x).view([1, 1, t, t])
    real = __torch__.common.real(lengths, t)
    layers = annotate(List[Tensor], [])
    for i in range(len(self.out_w)):
      q = self.qkv(i, x, t)
      a, s = __torch__.common.measured(q[0], q[1], q[2], mask, real)
      layers.append(s)
      x = self.after(i, x, a)
    return torch.stack(layers, 1)

  def matrices(self: __torch__.Program, tokens: Tensor, lengths: Tensor, row: int) -> Tensor:
    # -> one row's attention weights [layers, H, T, T]
    t = tokens.size(1)
    x = self.embed(tokens)
    mask = __torch__.common.causal(t, x)
    layers = annotate(List[Tensor], [])
    for i in range(len(self.out_w)):
      q = self.qkv(i, x, t)
      layers.append(__torch__.common.probabilities(q[0][row], q[1][row], mask))
      x = self.after(i, x, torch.scaled_dot_product_attention(q[0], q[1], q[2], None, 0.0, True))
    return torch.stack(layers, 0)

  def begin(self: __torch__.Program, tokens: Tensor, lengths: Tensor, beams: int, room: int) -> List[Tensor]:
    # Reads the prompts. tokens [R, T], lengths [R]; room: new tokens that each of the B beams may write.
    # -> what step continues: 0 lengths [R]; 1 mask [R, 1, B, S], S at least T + room * B, additive; 2 hidden state of each
    # prompt's last token [R, D]; then keys and values of each layer [R, H, S, E]
    r, t = tokens.size(0), tokens.size(1)
    x = self.embed(tokens)
    d = x.size(1)
    size = __torch__.common.whole(t + room * beams)
    mask = torch.full([r, 1, beams, size], float("-inf"), dtype=x.dtype, device=x.device)
    mask[:, :, :, :t] = __torch__.common.hide(__torch__.common.real(lengths, t), x).view([r, 1, 1, t])
    state = annotate(List[Tensor], [lengths.clone(), mask, x])
    for i in range(len(self.out_w)):
      q = self.qkv(i, x, t)
      for part in range(1, 3):
        cache = torch.zeros([r, self.heads, size, d // self.heads], dtype=x.dtype, device=x.device)
        cache[:, :, :t] = q[part]
        state.append(cache)
      x = self.after(i, x, torch.scaled_dot_product_attention(q[0], q[1], q[2], None, 0.0, True))
    state[2] = x.view([r, t, d])[torch.arange(r, device=x.device), lengths - 1]
    return state

  def first(self: __torch__.Program, state: List[Tensor], beams: int) -> Tensor:
    # what follows the prompts: logits [R * B, V], the same for all beams of a row
    logits = __torch__.common.linear(self.finish(state[2]), self.head[0], self.head[1])
    return torch.repeat_interleave(logits, beams, 0)

  def next(self: __torch__.Program, state: List[Tensor], beams: int, past: int, written: int, tokens: Tensor, parents: Tensor) -> Tensor:
    # tokens [R * B] to append after `written` others, parents [0 or R * B]; past: places of the caches that are full
    # -> logits [R * B, V]
    end = __torch__.common.grow(state[1], beams, past, parents)
    used = __torch__.common.whole(end)
    mask = state[1][:, :, :, :used]
    last = self.embeddings[1].size(0) - 1  # a row that has ended stays there
    places = torch.clamp_max(torch.repeat_interleave(state[0] + written, beams, 0), last)
    x = torch.embedding(self.embeddings[0], tokens) + torch.embedding(self.embeddings[1], places)
    for i in range(len(self.out_w)):
      q = self.qkv(i, x, beams)
      k, v = state[3 + 2 * i], state[4 + 2 * i]
      k[:, :, past:end] = q[1]
      v[:, :, past:end] = q[2]
      x = self.after(i, x, __torch__.common.attend(q[0], k[:, :, :used].transpose(-2, -1), v[:, :, :used], mask))
    return __torch__.common.linear(self.finish(x), self.head[0], self.head[1])

  def step(self: __torch__.Program, state: List[Tensor], beams: int, past: int, written: int, entries: Tensor, sizes: List[int], penalty: float, normalise: bool, count: int) -> Tensor:
    # entries int64, sizes of its four parts: tokens (none: what follows the prompts), parents, penalised, banned
    # -> the best continuations, see best
    tokens, parents, penalised, banned = torch.split_with_sizes(entries, sizes)
    if sizes[0] == 0:
      logits = self.first(state, beams)
    else:
      logits = self.next(state, beams, past, written, tokens, parents)
    return __torch__.common.best(logits, penalised, penalty, banned, normalise, count)

  def token_vectors(self: __torch__.Program, tokens: Tensor) -> Tensor:
    # tokens [N] -> [N, D] float32
    return torch.embedding(self.embeddings[0], tokens).to(6)
