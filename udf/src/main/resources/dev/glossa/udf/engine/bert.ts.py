# BERT and its relations (Hugging Face's modeling_bert.py, _roberta, _xlm_roberta, _electra, _distilbert, _mpnet): after
# each part x = layer_norm(x + part(x)).
# Letters and helpers: common.ts.py. BERT's name of each weight stands beside it; "h" is "encoder.layer.N".
class Program(Encoder):
  heads : int
  epsilon : float  # layer_norm_eps
  activation : str
  farthest : int  # distance from which on relative positions are all the same
  positions : List[Tensor]  # embeddings.position_embeddings [positions, D], zeros after its end
  types : List[Tensor]  # embeddings.token_type_embeddings [types, D], or empty
  embedding_norm : List[Tensor]  # norm embeddings.LayerNorm [D]
  projection : List[Tensor]  # linear layer embeddings_project where vectors of tokens are smaller, or empty
  relative : List[Tensor]  # MPNet's relative_attention_bias by distance, or empty
  qkv_proj : List[List[Tensor]]  # per layer h.attention.self.query, .key, .value one below the other [3 * D, D]
  out_proj : List[List[Tensor]]  # linear layer h.attention.output.dense [D, D]
  attention_norm : List[List[Tensor]]  # norm h.attention.output.LayerNorm [D]
  up_proj : List[List[Tensor]]  # linear layer h.intermediate.dense [F, D]
  down_proj : List[List[Tensor]]  # linear layer h.output.dense [D, F]
  output_norm : List[List[Tensor]]  # norm h.output.LayerNorm [D]

  def load(self, w: List[Tensor], device: Tensor, offset: int):
    # w: word [V, D], position, norm weight, bias; device: any tensor on it; offset: rows before that of position 0
    like = device.to(self.element)
    self.embedding = [common.token_table(w[0], like)]
    self.positions = [common.position_table(w[1][offset:].to(6), like)]
    self.embedding_norm = common.norm(w[2], w[3], like)

  def load_types(self, w: List[Tensor], device: Tensor):
    # w: type [types, D]; a text alone has the first one everywhere, the second of two the second
    like = device.to(self.element)
    self.types = [common.to_device(w[0], like)]

  def load_pooler(self, w: List[Tensor], device: Tensor):
    # w: weight, bias (empty: none)
    if w[0].size(0) > 0:
      self.pooler = common.linear_layer(w[0], w[1], device.to(self.element), common.exact(self.storage))

  def load_pooled_classifier(self, w: List[Tensor], device: Tensor):
    # w: weight and bias of a classifier that reads what the pooler gives
    storage = common.exact(self.storage)
    self.classifier = [self.pooler, common.linear_layer(w[0], w[1], device.to(self.element), storage)]

  def load_projection(self, w: List[Tensor], device: Tensor):
    self.projection = common.linear_layer(w[0], w[1], device.to(self.element), self.storage)

  def load_relative(self, w: List[Tensor], device: Tensor):
    # w: relative_attention_bias [buckets, H]
    self.relative = [common.relative_table(w[0], True, self.farthest, device.to(self.element))]

  def load_layer(self, w: List[Tensor], device: Tensor):
    # w: weight and bias of query, key, value, attention output, its norm, intermediate, output, its norm
    like = device.to(self.element)
    self.qkv_proj.append(
      common.linear_layer(torch.cat([w[0], w[2], w[4]]), torch.cat([w[1], w[3], w[5]]), like, self.storage))
    self.out_proj.append(common.linear_layer(w[6], w[7], like, self.storage))
    self.attention_norm.append(common.norm(w[8], w[9], like))
    self.up_proj.append(common.linear_layer(w[10], w[11], like, self.storage))
    self.down_proj.append(common.linear_layer(w[12], w[13], like, self.storage))
    self.output_norm.append(common.norm(w[14], w[15], like))

  def embed(self, tokens: Tensor, positions: Tensor) -> Tensor:
    return self.embed_typed(tokens, torch.zeros_like(positions), positions)

  def embed_typed(self, tokens: Tensor, types: Tensor, positions: Tensor) -> Tensor:
    placed = torch.embedding(self.positions[0], positions)
    if len(self.types) > 0:
      # Where a model knows one type only, whatever its tokenizer says, it is every token's.
      known = torch.clamp_max(types, self.types[0].size(0) - 1)
      placed = placed + torch.embedding(self.types[0], known)
    x = self.embed_tokens(tokens) + placed
    y = common.layer_norm(x.view([-1, x.size(2)]), self.embedding_norm, self.epsilon)
    if len(self.projection) > 0:
      y = common.linear(y, self.projection)
    return y

  def position_bias(self, kind: int, queries: Tensor, keys: Tensor) -> Tensor:
    return common.relative_bias(self.relative[0], queries, keys)

  def qkv(self, i: int, x: Tensor, t: int, turns: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    y = common.product(x, self.qkv_proj[i])
    parts = y.view([-1, t, 3, self.heads, x.size(1) // self.heads]).permute([2, 0, 3, 1, 4])
    return (parts[0], parts[1], parts[2])

  def close_layer(self, i: int, x: Tensor, a: Tensor) -> Tensor:
    h = common.layer_norm(x + common.linear(a, self.out_proj[i]), self.attention_norm[i], self.epsilon)
    up = common.activated(h, self.up_proj[i], self.activation)
    return common.layer_norm(h + common.linear(up, self.down_proj[i]), self.output_norm[i], self.epsilon)
