# BERT (Hugging Face's BertModel, modeling_bert.py): after each part x = layer_norm(x + part(x)).
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "h" is "encoder.layer.N".
class Program(Module):
  heads : int
  epsilon : float  # layer_norm_eps
  activation : str
  packed : bool  # whether oneDNN's blocks are used for the weights
  element : int  # PyTorch's number of the weights' type: 5 float16, 6 float32, 15 bfloat16
  embeddings : List[Tensor]  # embeddings.word_embeddings [V, D], .position_embeddings [positions, D] + .token_type_embeddings[0], zeros after its end
  embeddings_norm : List[Tensor]  # embeddings.LayerNorm weight [D], bias [D]
  pooler : List[Tensor]  # empty, or pooler.dense weight [D, D], bias [D]
  qkv_w : List[Tensor]  # per layer h.attention.self.query, .key, .value one below the other [3 * D, D]
  qkv_b : List[Tensor]  # [3 * D]
  out_w : List[Tensor]  # h.attention.output.dense [D, D]
  out_b : List[Tensor]  # [D]
  attention_norm_w : List[Tensor]  # h.attention.output.LayerNorm [D]
  attention_norm_b : List[Tensor]  # [D]
  up_w : List[Tensor]  # h.intermediate.dense [F, D]
  up_b : List[Tensor]  # [F]
  down_w : List[Tensor]  # h.output.dense [D, F]
  down_b : List[Tensor]  # [D]
  norm_w : List[Tensor]  # h.output.LayerNorm [D]
  norm_b : List[Tensor]  # [D]

  def load(self: __torch__.Program, w: List[Tensor], place: Tensor):
    # w: word [V, D], position, type [types, D], norm weight, bias, then nothing or the pooler's weight, bias; place: any
    # tensor on the device
    like = place.to(self.element)
    self.embeddings = [
      __torch__.common.place(w[0], like),
      __torch__.common.positions(w[1].to(6) + w[2][0].to(6), like)]
    self.embeddings_norm = [__torch__.common.place(w[3], like), __torch__.common.place(w[4], like)]
    if len(w) > 5:
      self.pooler = [__torch__.common.pack(w[5], like, self.packed), __torch__.common.place(w[6], like)]

  def load_layer(self: __torch__.Program, w: List[Tensor], place: Tensor):
    # w: weight and bias of query, key, value, attention output, its norm, intermediate, output, its norm
    like = place.to(self.element)
    self.qkv_w.append(__torch__.common.pack(torch.cat([w[0], w[2], w[4]]), like, self.packed))
    self.qkv_b.append(__torch__.common.place(torch.cat([w[1], w[3], w[5]]), like))
    self.out_w.append(__torch__.common.pack(w[6], like, self.packed))
    self.out_b.append(__torch__.common.place(w[7], like))
    self.attention_norm_w.append(__torch__.common.place(w[8], like))
    self.attention_norm_b.append(__torch__.common.place(w[9], like))
    self.up_w.append(__torch__.common.pack(w[10], like, self.packed))
    self.up_b.append(__torch__.common.place(w[11], like))
    self.down_w.append(__torch__.common.pack(w[12], like, self.packed))
    self.down_b.append(__torch__.common.place(w[13], like))
    self.norm_w.append(__torch__.common.place(w[14], like))
    self.norm_b.append(__torch__.common.place(w[15], like))

  def embed(self: __torch__.Program, tokens: Tensor) -> Tensor:
    # tokens [R, T] int64 -> [R * T, D]
    x = torch.embedding(self.embeddings[0], tokens) + self.embeddings[1][:tokens.size(1)]
    n = self.embeddings_norm
    d = x.size(2)
    return torch.layer_norm(x.view([-1, d]), [d], n[0], n[1], self.epsilon)

  def qkv(self: __torch__.Program, i: int, x: Tensor, t: int) -> Tensor:
    # x [R * T, D] -> query, key and value [3, R, H, T, E]
    y = __torch__.common.linear(x, self.qkv_w[i], self.qkv_b[i])
    return y.view([-1, t, 3, self.heads, x.size(1) // self.heads]).permute([2, 0, 3, 1, 4])

  def after(self: __torch__.Program, i: int, x: Tensor, a: Tensor) -> Tensor:
    # the rest of layer i: x [R * T, D] what went in, a [R, H, T, E] attention's output -> [R * T, D]
    d = x.size(1)
    joined = a.transpose(1, 2).reshape([-1, d])
    h = torch.layer_norm(
      x + __torch__.common.linear(joined, self.out_w[i], self.out_b[i]),
      [d], self.attention_norm_w[i], self.attention_norm_b[i], self.epsilon)
    up = __torch__.common.activated(h, self.up_w[i], self.up_b[i], self.activation)
    return torch.layer_norm(
      h + __torch__.common.linear(up, self.down_w[i], self.down_b[i]),
      [d], self.norm_w[i], self.norm_b[i], self.epsilon)

  def hidden(self: __torch__.Program, tokens: Tensor, lengths: Tensor) -> Tensor:
    # tokens [R, T] int64, lengths [R] int64 -> last_hidden_state [R, T, D]
    r, t = tokens.size(0), tokens.size(1)
    x = self.embed(tokens)
    mask = __torch__.common.hide(__torch__.common.real(lengths, t), x).view([r, 1, 1, t])
    for i in range(len(self.out_w)):
      q = self.qkv(i, x, t)
      x = self.after(i, x, torch.scaled_dot_product_attention(q[0], q[1], q[2], mask))
    return x.view([r, t, -1])

  def vectors(self: __torch__.Program, tokens: Tensor, lengths: Tensor, pooling: str) -> Tensor:
    # -> [R, D]; pooling: mean, first, last, or pooler: tanh of a linear layer on the first token
    h = self.hidden(tokens, lengths)
    if pooling == "pooler":
      y = torch.tanh(__torch__.common.linear(h[:, 0].contiguous(), self.pooler[0], self.pooler[1])).to(6)
    else:
      y = __torch__.common.pooled(h, lengths, pooling)
    return y

  def attention(self: __torch__.Program, tokens: Tensor, lengths: Tensor) -> Tensor:
    # -> attention statistics [R, layers, H, 6]
    r, t = tokens.size(0), tokens.size(1)
    x = self.embed(tokens)
    real = __torch__.common.real(lengths, t)
    mask = __torch__.common.hide(real, x).view([r, 1, 1, t]).expand([r, 1, t, t])
    layers = annotate(List[Tensor], [])
    for i in range(len(self.out_w)):
      q = self.qkv(i, x, t)
      a, s = __torch__.common.measured(q[0], q[1], q[2], mask, real)
      layers.append(s)
      x = self.after(i, x, a)
    return torch.stack(layers, 1)

  def matrices(self: __torch__.Program, tokens: Tensor, lengths: Tensor, row: int) -> Tensor:
    # -> one row's attention weights [layers, H, T, T]
    r, t = tokens.size(0), tokens.size(1)
    x = self.embed(tokens)
    mask = __torch__.common.hide(__torch__.common.real(lengths, t), x).view([r, 1, 1, t])
    layers = annotate(List[Tensor], [])
    for i in range(len(self.out_w)):
      q = self.qkv(i, x, t)
      layers.append(__torch__.common.probabilities(q[0][row], q[1][row], mask[row]))
      x = self.after(i, x, torch.scaled_dot_product_attention(q[0], q[1], q[2], mask))
    return torch.stack(layers, 0)

  def token_vectors(self: __torch__.Program, tokens: Tensor) -> Tensor:
    # tokens [N] -> [N, D] float32
    return torch.embedding(self.embeddings[0], tokens).to(6)
