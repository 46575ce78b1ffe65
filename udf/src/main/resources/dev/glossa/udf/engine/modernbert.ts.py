# ModernBERT (Hugging Face's ModernBertModel, modeling_modernbert.py): x = x + attention(norm(x)); x = x + mlp(norm(x)),
# with rotary positions, a gated mlp, and layers that see a window between those that see the whole text.
# Letters and helpers: common.ts.py. Hugging Face's name of each weight stands beside it; "h" is "layers.N".
class Program(Encoder):
  heads : int
  epsilon : float  # norm_eps
  activation : str
  window : int  # how far a query of a layer with a position_bias sees to either side
  frequencies : List[float]  # of the rotation in layers without a window, then in those with one
  rotation_factors : List[float]  # of both: what cosines and sines are multiplied by
  rotation_kinds : List[int]  # per layer: 0 or 1
  rotations : List[Tensor]  # cosines and sines of both [2, P, E / 2]
  max_positions : int
  embedding_norm : List[Tensor]  # norm embeddings.norm [D]
  final_norm_weights : List[Tensor]  # norm final_norm [D]
  attention_norm : List[List[Tensor]]  # per layer norm h.attn_norm [D]; an empty list for the first layer
  qkv_proj : List[List[Tensor]]  # linear layer h.attn.Wqkv [3 * D, D]
  out_proj : List[List[Tensor]]  # linear layer h.attn.Wo [D, D]
  mlp_norm : List[List[Tensor]]  # norm h.mlp_norm [D]
  gate_proj : List[List[Tensor]]  # first half of linear layer h.mlp.Wi [F, D], which the activation bends
  up_proj : List[List[Tensor]]  # its second half [F, D]
  down_proj : List[List[Tensor]]  # linear layer h.mlp.Wo [D, F]
  classifier_norm : List[Tensor]  # norm head.norm [D] of the head for labels, behind its hidden layer
  classifier_mean : bool  # whether a text is labeled by the mean over its tokens, otherwise by its first

  def load(self, w: List[Tensor], device: Tensor):
    # w: tok_embeddings
    like = device.to(self.element)
    self.embedding = [common.token_table(w[0], like)]
    self.rotations = common.rotation_tables(self.frequencies, self.rotation_factors, self.max_positions, like)

  def norm(self, w: List[Tensor], device: Tensor) -> List[Tensor]:
    # weight [D] and, where there is one, bias [D] on the device; empty for none
    n = annotate(List[Tensor], [])
    for part in w:
      n.append(common.to_device(part, device.to(self.element)))
    return n

  def load_embedding_norm(self, w: List[Tensor], device: Tensor):
    self.embedding_norm = self.norm(w, device)

  def load_final_norm(self, w: List[Tensor], device: Tensor):
    self.final_norm_weights = self.norm(w, device)

  def load_classifier_norm(self, w: List[Tensor], device: Tensor):
    self.classifier_norm = self.norm(w, device)

  def load_classifier(self, w: List[Tensor], device: Tensor):
    # w: weight of head.dense, its bias where it has one, weight and bias of classifier
    like = device.to(self.element)
    bias = torch.zeros([0])
    if len(w) > 3:
      bias = w[1]
    storage = common.exact(self.storage)
    self.classifier = [
      common.linear_layer(w[0], bias, like, storage),
      common.linear_layer(w[len(w) - 2], w[len(w) - 1], like, storage)]

  def load_attention_norm(self, w: List[Tensor], device: Tensor):
    self.attention_norm.append(self.norm(w, device))

  def load_mlp_norm(self, w: List[Tensor], device: Tensor):
    self.mlp_norm.append(self.norm(w, device))

  def load_layer(self, w: List[Tensor], device: Tensor, attention_bias: bool, mlp_bias: bool):
    # w: attn.Wqkv, attn.Wo, mlp.Wi, mlp.Wo, and the biases of the first two and of the last two where there are any
    like = device.to(self.element)
    none = torch.zeros([0])
    qkv_bias, out_bias, in_bias, down_bias = none, none, none, none
    if attention_bias:
      qkv_bias, out_bias = w[4], w[5]
    if mlp_bias:
      in_bias, down_bias = w[len(w) - 2], w[len(w) - 1]
    self.qkv_proj.append(common.linear_layer(w[0], qkv_bias, like, self.storage))
    self.out_proj.append(common.linear_layer(w[1], out_bias, like, self.storage))
    gate, up = torch.chunk(w[2], 2)
    gate_bias, up_bias = none, none
    if mlp_bias:
      gate_bias, up_bias = torch.chunk(in_bias, 2)
    self.gate_proj.append(common.linear_layer(gate, gate_bias, like, self.storage))
    self.up_proj.append(common.linear_layer(up, up_bias, like, self.storage))
    self.down_proj.append(common.linear_layer(w[3], down_bias, like, self.storage))

  def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    x = self.embed_tokens(tokens)
    return common.layer_norm(x.view([-1, x.size(2)]), self.embedding_norm, self.epsilon)

  def position_bias(self, kind: int, queries: Tensor, keys: Tensor) -> Tensor:
    distance = torch.abs(queries.unsqueeze(2) - keys.unsqueeze(1))
    return common.additive_mask(torch.le(distance, self.window), self.rotations[0]).unsqueeze(1)

  def turns(self, positions: Tensor) -> List[Tensor]:
    return common.turns(self.rotations, positions, self.element)

  def qkv(self, i: int, x: Tensor, t: int, turns: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    n = x
    if len(self.attention_norm[i]) > 0:
      n = common.layer_norm(x, self.attention_norm[i], self.epsilon)
    y = common.linear(n, self.qkv_proj[i])
    parts = y.view([-1, t, 3, self.heads, x.size(1) // self.heads]).permute([2, 0, 3, 1, 4])
    kind = self.rotation_kinds[i]
    return (common.rotate(parts[0], turns, kind), common.rotate(parts[1], turns, kind), parts[2])

  def close_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    h = x + common.linear(a, self.out_proj[i])
    n = common.layer_norm(h, self.mlp_norm[i], self.epsilon)
    gated = common.activated(n, self.gate_proj[i], self.activation) * common.linear(n, self.up_proj[i])
    return h + common.linear(gated, self.down_proj[i])

  def labels(self, x: Tensor) -> Tensor:
    y = common.activated(x, self.classifier[0], self.classifier_activation)
    return common.linear(common.layer_norm(y, self.classifier_norm, self.epsilon), self.classifier[1]).to(6)

  def labels_of(self, h: Tensor, lengths: Tensor) -> Tensor:
    x = h[:, 0].contiguous()
    if self.classifier_mean:
      x = common.pooled(h, lengths, "mean").to(h)
    return self.labels(x)

  def final_norm(self, x: Tensor) -> Tensor:
    return common.layer_norm(x, self.final_norm_weights, self.epsilon)
