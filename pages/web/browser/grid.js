/* Positions in words and geodesic measures in the browser, on the ellipsoid of WGS 84.
   The words are those of geo/coordinates.py, held to it by a test; reading positions is left to that alone. */
"use strict";

passageMap.parts.grid = (() => {
  const A = 6378137, F = 1 / 298.257223563, B = A * (1 - F), E2 = F * (2 - F), E = Math.sqrt(E2), N = F / (2 - F);
  const K0 = 0.9996, RAD = Math.PI / 180;
  const BANDS = "CDEFGHJKLMNPQRSTUVWX", COLUMNS = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"];
  const ROWS = ["FGHJKLMNPQRSTUVABCDE", "ABCDEFGHJKLMNPQRSTUV"];
  const FORMS = ["MGRS", "UTM", "degrees", "degrees, minutes, seconds"];
  const BEYOND = "beyond the grid";

  /* ---- transverse Mercator: the series of Krüger to the sixth order (Karney 2011, equations 35) --- */

  const RADIUS = A / (1 + N) * (1 + N ** 2 / 4 + N ** 4 / 64 + N ** 6 / 256);
  const ALPHA = [
    N / 2 - 2 * N ** 2 / 3 + 5 * N ** 3 / 16 + 41 * N ** 4 / 180 - 127 * N ** 5 / 288 + 7891 * N ** 6 / 37800,
    13 * N ** 2 / 48 - 3 * N ** 3 / 5 + 557 * N ** 4 / 1440 + 281 * N ** 5 / 630 - 1983433 * N ** 6 / 1935360,
    61 * N ** 3 / 240 - 103 * N ** 4 / 140 + 15061 * N ** 5 / 26880 + 167603 * N ** 6 / 181440,
    49561 * N ** 4 / 161280 - 179 * N ** 5 / 168 + 6601661 * N ** 6 / 7257600,
    34729 * N ** 5 / 80640 - 3418889 * N ** 6 / 1995840,
    212378941 * N ** 6 / 319334400,
  ];

  const bandOf = (lat) => BANDS[Math.min(Math.floor((lat + 80) / 8), BANDS.length - 1)];

  const zoneOf = (lon, lat) => {
    const zone = Math.floor((((lon + 180) % 360) + 360) % 360 / 6) + 1, band = bandOf(lat);
    if (band === "V" && zone === 31 && lon >= 3) return 32;
    return band === "X" && lon >= 0 && lon < 42 ? 31 + 2 * Math.floor((lon + 3) / 12) : zone;
  };

  const gridded = (lon, lat) => {
    if (!(lat >= -80 && lat <= 84)) return null;
    const zone = zoneOf(lon, lat), band = bandOf(lat), away = (((lon - (zone * 6 - 183) + 180) % 360) + 360) % 360 - 180;
    const tau = Math.tan(lat * RAD), sigma = Math.sinh(E * Math.atanh(E * tau / Math.hypot(1, tau)));
    const conformal = tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
    const xi = Math.atan2(conformal, Math.cos(away * RAD)), eta = Math.asinh(Math.sin(away * RAD) / Math.hypot(conformal, Math.cos(away * RAD)));
    let north = xi, east = eta;
    ALPHA.forEach((alpha, n) => {
      const twice = 2 * (n + 1);
      north += alpha * Math.sin(twice * xi) * Math.cosh(twice * eta); east += alpha * Math.cos(twice * xi) * Math.sinh(twice * eta);
    });
    const metres = (value) => Math.round(value * 1000) / 1000;
    return { zone, band, easting: metres(K0 * RADIUS * east + 500000), northing: metres(K0 * RADIUS * north + (band < "N" ? 10000000 : 0)) };
  };

  /* ---- positions in words, to one metre ---------------------------------------------------------- */

  const padded = (number, width) => String(number).padStart(width, "0");
  const sides = (lon, lat, written) => [`${written(Math.abs(lat))} ${lat < 0 ? "S" : "N"}`, `${written(Math.abs(lon))} ${lon < 0 ? "W" : "E"}`];

  const sexagesimal = (degrees) => {
    const units = Math.round(degrees * 360000), minutes = Math.floor(units / 6000);
    return `${Math.floor(minutes / 60)}°${padded(minutes % 60, 2)}′${((units % 6000) / 100).toFixed(2).padStart(5, "0")}″`;
  };

  const WRITTEN = {
    degrees: (lon, lat) => sides(lon, lat, (value) => `${value.toFixed(5)}°`).join(", "),
    "degrees, minutes, seconds": (lon, lat) => sides(lon, lat, sexagesimal).join(" "),
    UTM: (lon, lat) => {
      const at = gridded(lon, lat);
      return at ? `${at.zone}${at.band} ${padded(Math.round(at.easting), 6)} ${Math.round(at.northing)}` : BEYOND;
    },
    MGRS: (lon, lat) => {
      const at = gridded(lon, lat);
      if (!at) return BEYOND;
      const square = COLUMNS[at.zone % 3][Math.floor(at.easting / 100000) - 1] + ROWS[at.zone % 2][Math.floor((at.northing % 2000000) / 100000)];
      return `${at.zone}${at.band} ${square} ${padded(Math.floor(at.easting % 100000), 5)} ${padded(Math.floor(at.northing % 100000), 5)}`;
    },
  };

  const told = (latlng, form) => {
    // turning a place around the globe costs it its last digits
    const at = Math.abs(latlng.lng) > 180 ? latlng.wrap() : latlng;
    return WRITTEN[form](at.lng, at.lat);
  };

  /* ---- distance and bearing: Vincenty 1975; area: on the sphere of equal area --------------------- */

  const between = (here, there) => {
    const apart = (there.lng - here.lng) * RAD, [u1, u2] = [here.lat, there.lat].map((lat) => Math.atan((1 - F) * Math.tan(lat * RAD)));
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    let turn = apart;
    for (let round = 0; round < 100; round += 1) {
      const st = Math.sin(turn), ct = Math.cos(turn), sine = Math.hypot(c2 * st, c1 * s2 - s1 * c2 * ct);
      if (sine === 0) return { metres: 0, bearing: null };
      const cosine = s1 * s2 + c1 * c2 * ct, angle = Math.atan2(sine, cosine), sa = c1 * c2 * st / sine, ca2 = 1 - sa * sa;
      const middle = ca2 ? cosine - 2 * s1 * s2 / ca2 : 0, c = F / 16 * ca2 * (4 + F * (4 - 3 * ca2)), before = turn;
      turn = apart + (1 - c) * F * sa * (angle + c * sine * (middle + c * cosine * (2 * middle * middle - 1)));
      if (Math.abs(turn - before) > 1e-13) continue;
      const q = ca2 * (A * A - B * B) / (B * B), big = 1 + q / 16384 * (4096 + q * (q * (320 - 175 * q) - 768)), small = q / 1024 * (256 + q * (q * (74 - 47 * q) - 128));
      const bend = small * sine * (middle + small / 4 * (cosine * (2 * middle * middle - 1) - small / 6 * middle * (4 * sine * sine - 3) * (4 * middle * middle - 3)));
      return { metres: B * big * (angle - bend), bearing: (Math.atan2(c2 * Math.sin(turn), c1 * s2 - s1 * c2 * Math.cos(turn)) / RAD + 360) % 360 };
    }
    // nearly opposite points of the globe: nobody measures a convoy there, and a wrong figure is worse than none
    return { metres: NaN, bearing: null };
  };

  const authalic = (sine) => (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E), WHOLE = authalic(1), RADIUS2 = A * A * WHOLE / 2;

  const areaOf = (points) => {
    const at = points.map((point) => ({ half: Math.tan(Math.asin(authalic(Math.sin(point.lat * RAD)) / WHOLE) / 2), lng: point.lng * RAD }));
    const excess = at.reduce((sum, here, n) => {
      const next = at[(n + 1) % at.length];
      return sum + 2 * Math.atan2(Math.tan((next.lng - here.lng) / 2) * (here.half + next.half), 1 + here.half * next.half);
    }, 0);
    return Math.abs(excess) * RADIUS2;
  };

  // metres on the ground for one metre of the Mercator map at its equator, middle of both directions
  const shrink = (lat) => {
    const bend = 1 - E2 * Math.sin(lat * RAD) ** 2;
    return Math.cos(lat * RAD) * Math.sqrt((1 - E2) / (bend * bend));
  };

  return { start: () => {}, show: () => {}, FORMS, told, between, areaOf, shrink };
})();
