// Functions of the standard library that the interpreter lacks, or has in an older form.
// Here std is the interpreter's own library with the few natives that begin with two underscores.

local digest(algorithm, name, text) =
  if std.isString(text) then std.__digest(algorithm, text)
  else error name + ' expected a string, got ' + std.type(text);

local has(o, f, hidden) = if hidden then std.objectHasAll(o, f) else std.objectHas(o, f);
local fields(o, hidden) = if hidden then std.objectFieldsAll(o) else std.objectFields(o);
local id(x) = x;

local number(name, x) =
  if std.isNumber(x) then x else error 'std.' + name + ' expected a number, got ' + std.type(x);

local boolean(name, x) =
  if std.isBoolean(x) then x
  else error 'std.' + name + ' expected a boolean, got ' + std.type(x);

local array(name, x) =
  if std.isArray(x) then x else error 'std.' + name + ' expected an array, got ' + std.type(x);

local best(arr, keyF, onEmpty, better) =
  if std.length(arr) == 0 then onEmpty
  else
    std.foldl(
      function(found, x) if better(keyF(x), keyF(found)) then x else found,
      arr[1:],
      arr[0],
    );

local removeAt(arr, at) =
  [arr[i] for i in std.range(0, std.length(arr) - 1) if i != at];

local flattenDeep(value) =
  if std.isArray(value) then std.flatMap(flattenDeep, value) else [value];

local deepJoin(value) =
  if std.isString(value) then value
  else if std.isArray(value) then std.join('', [deepJoin(x) for x in value])
  else error 'std.deepJoin expected a string or an array, got ' + std.type(value);

local items(arr) = if std.isString(arr) then std.stringChars(arr) else arr;
local keysOf(arr, keyF) = [keyF(x) for x in arr];
local sort(arr, keyF) = std.__sorted(keysOf(arr, keyF), arr);
local uniq(arr, keyF) = std.__distinct(keysOf(arr, keyF), arr);
local select(a, b, keyF, wanted) =
  local among = std.__among(keysOf(a, keyF), keysOf(b, keyF));
  [a[i] for i in std.range(0, std.length(a) - 1) if among[i] == wanted];

// White space as Unicode has it.
local blanks = ' \t\n\f\r\u000b\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006'
               + '\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

local jsonEx(value, indent, newline, separator, current) =
  if std.isArray(value) then
    if std.length(value) == 0 then '[' + newline + newline + current + ']'
    else
      '[' + newline
      + std.join(',' + newline, [
        current + indent + jsonEx(x, indent, newline, separator, current + indent)
        for x in value
      ])
      + newline + current + ']'
  else if std.isObject(value) then
    if std.length(value) == 0 then '{' + newline + newline + current + '}'
    else
      '{' + newline
      + std.join(',' + newline, [
        current + indent + std.escapeStringJson(k) + separator
        + jsonEx(value[k], indent, newline, separator, current + indent)
        for k in std.objectFields(value)
      ])
      + newline + current + '}'
  else if std.isFunction(value) then error 'Tried to manifest function'
  else std.manifestJsonMinified(value);

// TOML: a plain value on one line, or lists over several where they are not inside of a table
// that is written inline.
local bare(key) =
  std.length(key) > 0
  && std.length([
    c
    for c in std.stringChars(key)
    if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
         || c == '_' || c == '-')
  ]) == 0;

local tomlKey(key) = if bare(key) then key else std.escapeStringJson(key);
local isTable(value) = std.isObject(value);
local isTables(value) =
  std.isArray(value) && std.length(value) > 0
  && std.length(std.filter(std.isObject, value)) == std.length(value);

local tomlValue(value, indent, current, inline) =
  if std.isString(value) then std.escapeStringJson(value)
  else if std.isNumber(value) || std.isBoolean(value) then std.toString(value)
  else if std.isArray(value) then
    if std.length(value) == 0 then '[]'
    else if inline then
      '[ ' + std.join(', ', [tomlValue(x, indent, '', true) for x in value]) + ' ]'
    else
      '[\n'
      + std.join(',\n', [
        current + indent + tomlValue(x, indent, '', true)
        for x in value
      ])
      + '\n' + current + ']'
  else if std.isObject(value) then
    '{ '
    + std.join(', ', [
      tomlKey(k) + ' = ' + tomlValue(value[k], indent, '', true)
      for k in std.objectFields(value)
    ])
    + ' }'
  else error 'Tried to manifest ' + std.type(value) + ' as TOML';

local tomlTable(table, path, indent, current) =
  local keys = std.objectFields(table);
  local plain = [
    current + tomlKey(k) + ' = ' + tomlValue(table[k], indent, current, false)
    for k in keys
    if !isTable(table[k]) && !isTables(table[k])
  ];
  local header(open, key, close) =
    current + open + std.join('.', [tomlKey(k) for k in path + [key]]) + close;
  local inner(value, key) =
    if std.length(value) == 0 then ''
    else '\n' + tomlTable(value, path + [key], indent, current + indent);
  local nested = [
    if isTable(table[k]) then header('[', k, ']') + inner(table[k], k)
    else std.join('\n\n', [header('[[', k, ']]') + inner(x, k) for x in table[k]])
    for k in keys
    if isTable(table[k]) || isTables(table[k])
  ];
  std.join('\n\n', [std.join('\n', plain)] + nested);

local toml(value, indent) =
  if std.isObject(value) then tomlTable(value, [], indent, '')
  else error 'TOML body must be an object. Got ' + std.type(value);

// YAML: what is not a collection is written as JSON, but texts that end a line as blocks.
local wordsOfYaml = [
  'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', 'null', '~', '-', '.nan', '.inf', '-.inf', '+.inf',
];
local letter(c) = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
local yamlBare(key) =
  bare(std.strReplace(std.strReplace(key, '/', ''), '.', ''))
  && std.length([c for c in std.stringChars(key) if letter(c)]) > 0
  && !std.member(wordsOfYaml, std.asciiLower(key))
  && (letter(key[0]) && !std.member(['.', '-'], key[std.length(key) - 1])
      || std.length([c for c in std.stringChars(key) if letter(c) && !std.member('abcdefxoABCDEF_', c)]) > 0);

local yamlText(text, current) =
  if std.length(text) == 0 then '""'
  else if text[std.length(text) - 1] == '\n' then
    local lines = std.split(text, '\n');
    std.join('\n' + current + '  ', ['|'] + lines[0:std.length(lines) - 1])
  else std.escapeStringJson(text);

local full(value) =
  (std.isArray(value) || std.isObject(value)) && std.length(value) > 0;

local yaml(value, indentLists, quoteKeys, current) =
  if std.isString(value) then yamlText(value, current)
  else if std.isArray(value) then
    if std.length(value) == 0 then '[]'
    else
      std.join('\n' + current, [
        local inner = current + '  ';
        '-' + (if full(x) && std.isArray(x) then '\n' + inner else ' ')
        + yaml(x, indentLists, quoteKeys, if full(x) then inner else current)
        for x in value
      ])
  else if std.isObject(value) then
    if std.length(value) == 0 then '{}'
    else
      std.join('\n' + current, [
        local x = value[k];
        local inner = if std.isArray(x) && !indentLists then current else current + '  ';
        (if !quoteKeys && yamlBare(k) then k else std.escapeStringJson(k)) + ':'
        + (if full(x) then '\n' + inner else ' ')
        + yaml(x, indentLists, quoteKeys, if full(x) then inner else current)
        for k in std.objectFields(value)
      ])
  else if std.isFunction(value) then error 'Tried to manifest function'
  else std.toString(value);

local yamlStream(documents, indentLists, end, quoteKeys) =
  if !std.isArray(documents) then
    error 'manifestYamlStream only takes arrays, got ' + std.type(documents)
  else
    '---\n'
    + std.join('\n---\n', [yaml(d, indentLists, quoteKeys, '') for d in documents])
    + (if end then '\n...\n' else '\n');

{
  pi:: 3.14159265358979311600,
  id:: id,
  isNull(v):: v == null,
  isEmpty(str):: std.length(str) == 0,
  isEven(x):: std.floor(std.abs(number('isEven', x))) % 2 == 0,
  isOdd(x):: std.floor(std.abs(number('isOdd', x))) % 2 == 1,
  isInteger(x):: std.floor(number('isInteger', x)) == x,
  isDecimal(x):: std.floor(number('isDecimal', x)) != x,
  sign(n):: if number('sign', n) > 0 then 1 else if n < 0 then -1 else 0,
  mantissa(x):: std.__math('mantissa', number('mantissa', x), 0),
  exponent(x):: std.__math('exponent', number('exponent', x), 0),
  mod(a, b)::
    if std.isNumber(a) && std.isNumber(b) then self.modulo(a, b)
    else if std.isString(a) then std.format(a, b)
    else error 'Operator % cannot be used on types ' + std.type(a) + ' and ' + std.type(b) + '.',
  foldr(func, arr, init)::
    std.foldr(func, if std.isString(arr) then std.stringChars(arr) else arr, init),
  escapeStringJson(str_):: std.escapeStringJson(std.toString(str_)),
  round(x):: std.__math('round', number('round', x), 0),
  atan2(y, x):: std.__math('atan2', number('atan2', y), number('atan2', x)),
  hypot(x, y):: std.__math('hypot', number('hypot', x), number('hypot', y)),
  log2(x):: std.log(x) / std.log(2),
  log10(x):: std.log(x) / std.log(10),
  deg2rad(x):: x * self.pi / 180,
  rad2deg(x):: x * 180 / self.pi,
  modulo(x, y)::
    if number('modulo', y) == 0 then error 'Division by zero.'
    else std.__math('remainder', number('modulo', x), y),
  xor(x, y):: boolean('xor', x) != boolean('xor', y),
  xnor(x, y):: boolean('xnor', x) == boolean('xnor', y),

  md5(s):: digest('MD5', 'md5', s),
  sha1(s):: digest('SHA-1', 'sha1', s),
  sha256(s):: digest('SHA-256', 'sha256', s),
  sha512(s):: digest('SHA-512', 'sha512', s),
  sha3(s):: digest('SHA3-512', 'sha3', s),

  trim(str):: std.stripChars(str, blanks),
  equalsIgnoreCase(str1, str2):: std.asciiLower(str1) == std.asciiLower(str2),
  escapeStringPython(str):: std.escapeStringJson(str),
  escapeStringXML(str_)::
    local names = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };
    std.join('', [
      if std.objectHas(names, c) then names[c] else c
      for c in std.stringChars(std.toString(str_))
    ]),
  parseInt(str):: std.__parse(str, 10),
  parseOctal(str):: std.__parse(str, 8),
  parseHex(str):: std.__parse(str, 16),
  split(str, c):: std.__split(str, c, -1),
  splitLimit(str, c, maxsplits):: std.__split(str, c, maxsplits),
  splitLimitR(str, c, maxsplits)::
    local parts = std.__split(str, c, -1);
    local kept = std.length(parts) - maxsplits;
    if maxsplits < -1 then
      error 'std.splitLimitR third parameter should be -1 or non-negative, got ' + maxsplits
    else if maxsplits == -1 || kept <= 1 then parts
    else [std.join(c, parts[0:kept])] + parts[kept:],
  resolvePath(f, r)::
    local parts = std.split(f, '/');
    std.join('/', parts[0:std.length(parts) - 1] + [r]),

  all(arr):: std.foldl(function(a, x) a && boolean('all', x), array('all', arr), true),
  any(arr):: std.foldl(function(a, x) a || boolean('any', x), array('any', arr), false),
  sum(arr):: std.foldl(function(a, x) a + x, arr, 0),
  avg(arr)::
    if std.length(arr) == 0 then error 'Cannot calculate average of an empty array.'
    else self.sum(arr) / std.length(arr),
  contains(arr, elem):: std.length(std.find(elem, array('contains', arr))) > 0,
  remove(arr, elem)::
    local found = std.find(elem, arr);
    if std.length(found) == 0 then arr else removeAt(arr, found[0]),
  removeAt(arr, at):: removeAt(arr, at),
  minArray(arr, keyF=id, onEmpty=error 'Expected at least one element in array. Got none')::
    best(arr, keyF, onEmpty, function(a, b) a < b),
  maxArray(arr, keyF=id, onEmpty=error 'Expected at least one element in array. Got none')::
    best(arr, keyF, onEmpty, function(a, b) a > b),
  sort(arr, keyF=id):: sort(array('sort', arr), keyF),
  uniq(arr, keyF=id):: uniq(items(arr), keyF),
  set(arr, keyF=id):: uniq(sort(array('set', arr), keyF), keyF),
  setUnion(a, b, keyF=id):: uniq(sort(items(a) + items(b), keyF), keyF),
  setInter(a, b, keyF=id):: select(items(a), items(b), keyF, true),
  setDiff(a, b, keyF=id):: select(items(a), items(b), keyF, false),
  setMember(x, arr, keyF=id):: std.length(select([x], items(arr), keyF, true)) > 0,
  flattenDeepArray(value):: flattenDeep(value),
  deepJoin(arr):: deepJoin(arr),

  get(o, f, default=null, inc_hidden=true):: if has(o, f, inc_hidden) then o[f] else default,
  objectFieldsEx(obj, hidden):: fields(obj, hidden),
  objectHasEx(obj, fname, hidden):: has(obj, fname, hidden),
  objectKeysValues(o):: [{ key: k, value: o[k] } for k in std.objectFields(o)],
  objectKeysValuesAll(o):: [{ key: k, value: o[k] } for k in std.objectFieldsAll(o)],
  objectRemoveKey(obj, key)::
    local hidden = [
      k
      for k in std.objectFieldsAll(obj)
      if k != key && !std.objectHas(obj, k)
    ];
    std.foldl(
      function(o, k) o { [k]:: obj[k] },
      hidden,
      { [k]: obj[k] for k in std.objectFields(obj) if k != key },
    ),
  equals(a, b):: a == b,
  primitiveEquals(x, y):: x == y,

  manifestJsonEx(value, indent, newline='\n', key_val_sep=': ')::
    jsonEx(value, indent, newline, key_val_sep, ''),
  parseYaml(str):: std.__yaml(str),
  manifestYamlDoc(value, indent_array_in_object=false, quote_keys=true)::
    yaml(value, indent_array_in_object, quote_keys, ''),
  manifestYamlStream(value, indent_array_in_object=false, c_document_end=true, quote_keys=true)::
    yamlStream(value, indent_array_in_object, c_document_end, quote_keys),
  manifestToml(value):: toml(value, '  '),
  manifestTomlEx(value, indent):: toml(value, indent),

  // Known to the interpreter by other names of their parameters.
  abs(n):: std.abs(n),
  substr(str, from, len):: std.substr(str, from, len),
  prune(a):: std.prune(a),
  escapeStringBash(str_):: std.escapeStringBash(std.toString(str_)),
  escapeStringDollars(str_):: std.escapeStringDollars(std.toString(str_)),
  encodeUTF8(str):: std.encodeUTF8(str),
  base64(input):: std.base64(input),
  base64Decode(str):: std.base64Decode(str),
  base64DecodeBytes(str):: std.base64DecodeBytes(str),
  manifestIni(ini):: std.manifestIni(ini),
  manifestPythonVars(conf):: std.manifestPythonVars(conf),
  manifestJsonMinified(value):: std.manifestJsonMinified(value),

  // The interpreter's own, which no other one has.
  gzip(v):: error 'std.gzip is not part of Jsonnet',
  xz(v, compressionLevel=null):: error 'std.xz is not part of Jsonnet',

  native(x)::
    error 'std.native(' + std.manifestJsonMinified(x)
          + ') is refused: there are no native functions here',
}
